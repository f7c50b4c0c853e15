//! `cargo sim`: runs worlds from seeds.

fn main() {
    println!("holdfast-sim {}", env!("CARGO_PKG_VERSION"));
}
