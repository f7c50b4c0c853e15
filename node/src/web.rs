//! The floor terminal, as part of the program.

use axum::Router;
use holdfast_shell::http::web::{About, pages};
use rust_embed::RustEmbed;

/// Empty where the program was built without Node.js.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Files;

const ABOUT: About = About { name: "floor terminal", runs_wasm: true };

pub fn router() -> Router {
    pages::<Files>(ABOUT)
}
