//! One JSON line an event, with Japan's time whatever the host's zone, to standard error: standard output is for what a
//! command answers. Fields of the spans around an event are part of its line. Refuses nothing and never fails: a line
//! that cannot be written is lost.

use std::{
    error::Error,
    fmt::Debug,
    io::{self, Write as _},
};

use calendar::{Clock as _, SystemClock, jst};
use chrono::SecondsFormat;
use serde_json::Value;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    layer::{Context, Layer},
    registry::LookupSpan,
};

/// What an event's own fields may not be called.
const OURS: [&str; 5] = ["time", "level", "service", "message", "target"];

/// Writes events as lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JsonLines {
    /// The service named when no span says another.
    pub(crate) service: &'static str,
}

/// Named values in the order in which they came; the last of a name counts. A line has few: looking through them costs
/// less than a map.
#[derive(Debug, Default, Clone)]
struct Fields(Vec<(&'static str, Value)>);

impl Fields {
    fn put(&mut self, name: &'static str, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, kept)) => *kept = value,
            None => self.0.push((name, value)),
        }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        let place = self.0.iter().position(|(known, _)| *known == name)?;
        Some(self.0.remove(place).1)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for JsonLines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut Collect(&mut fields));
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            record.record(&mut Collect(fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in context.event_scope(event).into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(Fields(of_span)) = span.extensions().get() {
                of_span.iter().for_each(|(name, value)| fields.put(name, value.clone()));
            }
        }
        event.record(&mut Collect(&mut fields));
        if let Ok(line) = self.line(*event.metadata().level(), event.metadata().target(), fields) {
            let _ = io::stderr().lock().write_all(&line);
        }
    }
}

impl JsonLines {
    fn line(self, level: Level, target: &str, mut fields: Fields) -> io::Result<Vec<u8>> {
        let time = jst(SystemClock.now()).to_rfc3339_opts(SecondsFormat::Micros, false);
        let service = fields.take("service").unwrap_or_else(|| self.service.into());
        let message = fields.take("message").unwrap_or_default();
        let mut line = Vec::with_capacity(512);
        write!(line, r#"{{"time":"{time}","level":"{level}","service":"#)?;
        serde_json::to_writer(&mut line, &service)?;
        line.extend(br#","message":"#);
        serde_json::to_writer(&mut line, &message)?;
        line.extend(br#","target":"#);
        serde_json::to_writer(&mut line, target)?;
        for (name, value) in &fields.0 {
            line.push(b',');
            match OURS.contains(name) {
                true => serde_json::to_writer(&mut line, &format!("field.{name}"))?,
                false => serde_json::to_writer(&mut line, name)?,
            }
            line.push(b':');
            serde_json::to_writer(&mut line, value)?;
        }
        line.extend(b"}\n");
        Ok(line)
    }
}

/// Collects fields as JSON.
struct Collect<'a>(&'a mut Fields);

impl Collect<'_> {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        // What only the exporter of traces reads.
        if !field.name().starts_with("otel.") {
            self.0.put(field.name(), value.into());
        }
    }
}

impl Visit for Collect<'_> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.put(field, value.to_string());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, format!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_json_whatever_the_fields_are_called() {
        let mut fields = Fields::default();
        for (name, value) in [
            ("message", "「\"\n」"),
            ("time", "1 p.m."),
            ("path", "/a\"b"),
            ("service", "claims"),
            ("time", "noon"),
        ] {
            fields.put(name, value.into());
        }
        let line = JsonLines { service: "nekonote" }.line(Level::INFO, "test", fields).expect("a line");
        let line: Value = serde_json::from_slice(&line).expect("JSON");
        assert_eq!(line["service"], "claims");
        assert_eq!(line["message"], "「\"\n」");
        assert_eq!(line["field.time"], "noon");
        assert!(line["time"].as_str().is_some_and(|time| time.ends_with("+09:00")), "{line}");
    }
}
