//! The dashboard, as part of the program.

use axum::Router;
use holdfast_shell::http::web::{About, pages};
use rust_embed::RustEmbed;

/// Empty where the program was built without Node.js.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Files;

const ABOUT: About = About { name: "dashboard", runs_wasm: false };

pub fn router() -> Router {
    pages::<Files>(ABOUT)
}
