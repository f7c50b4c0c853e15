//! What of the automation is of use to other crates: the reader of a retailer's file, which the fuzzer runs too.

pub mod line;
