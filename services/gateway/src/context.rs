//! What is known about the request being served wherever code runs on its behalf: its trace and its language.
//! A trace is always made here: one from outside is not believed.

mod support_code;

use axum::http::{HeaderMap, header};
use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

pub use support_code::SupportCode;

tokio::task_local! {
    static CURRENT: Context;
}

/// What is known about a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Context {
    /// Its trace.
    pub trace: Trace,
    /// The language of its reader.
    pub language: Language,
}

/// The language of people's texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// 日本語, unless asked for another.
    #[default]
    Japanese,
    /// English.
    English,
}

impl Language {
    /// Its BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }

    /// English only where it is preferred to Japanese.
    #[must_use]
    pub fn asked_for(headers: &HeaderMap) -> Self {
        let wishes =
            headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let weight = |language: &str| {
            let wish = wishes
                .split(',')
                .map(str::trim)
                .find(|wish| wish.to_ascii_lowercase().starts_with(language))?;
            wish.split_once(";q=").map_or(Some(1.0), |(_, weight)| weight.trim().parse::<f32>().ok())
        };
        if weight("en").unwrap_or(0.0) > weight("ja").unwrap_or(0.0) { Self::English } else { Self::Japanese }
    }
}

/// A W3C trace of our own making.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trace {
    id: u128,
    span: u64,
}

impl Trace {
    /// A trace nobody has seen before.
    #[must_use]
    pub fn generate() -> Self {
        let id = uuid::Uuid::new_v4().as_u128();
        let [_, _, _, _, _, _, _, _, span @ ..] = uuid::Uuid::new_v4().into_bytes();
        Self { id, span: u64::from_be_bytes(span) | 1 }
    }

    /// Its id, hexadecimal.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{:032x}", self.id)
    }

    /// As it travels to the services.
    #[must_use]
    pub fn traceparent(&self) -> String {
        format!("00-{:032x}-{:016x}-01", self.id, self.span)
    }

    /// What a person reads out on the telephone.
    #[must_use]
    pub fn support_code(&self) -> SupportCode {
        SupportCode::of(self.id)
    }

    /// The parent of every span of this request.
    #[must_use]
    pub fn parent(&self) -> opentelemetry::Context {
        use opentelemetry::trace::TraceContextExt as _;
        let (id, span) = (TraceId::from(self.id), SpanId::from(self.span));
        let parent = SpanContext::new(id, span, TraceFlags::SAMPLED, true, TraceState::default());
        opentelemetry::Context::new().with_remote_span_context(parent)
    }
}

/// The context of the request being served; a blank one outside of any.
#[must_use]
pub fn current() -> Context {
    CURRENT.try_with(|context| *context).unwrap_or_default()
}

/// Serves a request under its context.
pub async fn within<F: Future>(context: Context, work: F) -> F::Output {
    CURRENT.scope(context, work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(wish: &'static str) -> Language {
        Language::asked_for(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, wish.parse().unwrap())]))
    }

    #[test]
    fn japanese_is_spoken_unless_english_is_preferred() {
        assert_eq!(Language::asked_for(&HeaderMap::new()), Language::Japanese);
        assert_eq!(language("ja,en;q=0.8"), Language::Japanese);
        assert_eq!(language("fr"), Language::Japanese);
        assert_eq!(language("en-GB,en;q=0.9,ja;q=0.2"), Language::English);
    }

    #[test]
    fn a_traceparent_is_well_formed() {
        let text = Trace::generate().traceparent();
        assert_eq!((text.len(), text.split('-').count()), (55, 4));
        assert_ne!(Trace::generate(), Trace::generate());
    }
}
