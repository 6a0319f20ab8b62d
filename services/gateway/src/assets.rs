//! The portal's style sheets, icons and modules, embedded by `build.rs` and served under `/a/<hash>/<name>`.
//! The hash is part of the address, so browsers keep a file for ever and never see a stale one; an address with another
//! hash is refused with 404, since answering it would poison that cache.

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Modules that every page of the portal imports, asked for ahead of the import.
pub const MODULES: [&str; 7] =
    ["htmx.js", "swaps.js", "draft.js", "documents.js", "lines.js", "copy.js", "say.js"];

/// Routes of the assets; they need no session.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/a/{hash}/{name}", get(serve))
}

/// Address of an asset, such as `app.css`.
#[must_use]
pub fn url(name: &str) -> String {
    format!("/a/{HASH}/{name}")
}

async fn serve(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let found = ASSETS.iter().find(|(known, _, _)| hash == HASH && *known == name);
    let Some((_, media_type, bytes)) = found else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{HASH}\"");
    let caching =
        [(header::CACHE_CONTROL, "public, max-age=31536000, immutable"), (header::ETAG, tag.as_str())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(header::CONTENT_TYPE, *media_type)], *bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> &'static str {
        let (_, _, bytes) = ASSETS.iter().find(|(known, _, _)| *known == name).unwrap();
        std::str::from_utf8(bytes).unwrap()
    }

    #[tokio::test]
    async fn an_asset_is_immutable_and_another_hash_is_not_found() {
        let ours = serve(Path((HASH.to_owned(), "app.css".to_owned())), HeaderMap::new()).await;
        assert_eq!(ours.status(), StatusCode::OK);
        assert!(ours.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let other = serve(Path(("0".repeat(16), "app.css".to_owned())), HeaderMap::new()).await;
        assert_eq!(other.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_known_tag_is_answered_without_the_bytes() {
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, format!("\"{HASH}\"").parse().unwrap())]);
        let answer = serve(Path((HASH.to_owned(), "app.css".to_owned())), headers).await;
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn every_icon_a_page_names_is_in_the_sprite() {
        let sprite = text("icons.svg");
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = vec![root.join("templates"), root.join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = std::fs::read_to_string(&path).unwrap();
                for after in source.split("icon(\"").skip(1) {
                    let name = after.split('"').next().unwrap();
                    assert!(sprite.contains(&format!("id=\"{name}\"")), "{name} in {}", path.display());
                }
            }
        }
    }

    #[test]
    fn nothing_asks_for_inline_style_or_script() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut folders = vec![root];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = std::fs::read_to_string(&path).unwrap();
                for forbidden in [" style=", " onclick=", "<style", "javascript:"] {
                    assert!(!source.contains(forbidden), "{forbidden} in {}", path.display());
                }
            }
        }
    }
}
