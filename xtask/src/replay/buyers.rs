//! Where the retailer's customers live, roughly: enough to choose a near warehouse.

use serde_json::{Value, json};
use xtask::line::Line;

/// Name in the file, ISO 3166 code, capital, latitude, longitude.
const COUNTRIES: &[(&str, &str, &str, f64, f64)] = &[
    ("Australia", "AU", "Canberra", -35.28, 149.13),
    ("Austria", "AT", "Vienna", 48.21, 16.37),
    ("Bahrain", "BH", "Manama", 26.23, 50.59),
    ("Belgium", "BE", "Brussels", 50.85, 4.35),
    ("Channel Islands", "JE", "Saint Helier", 49.18, -2.11),
    ("Cyprus", "CY", "Nicosia", 35.17, 33.36),
    ("Czech Republic", "CZ", "Prague", 50.09, 14.42),
    ("Denmark", "DK", "Copenhagen", 55.68, 12.57),
    ("EIRE", "IE", "Dublin", 53.35, -6.26),
    ("Finland", "FI", "Helsinki", 60.17, 24.94),
    ("France", "FR", "Paris", 48.86, 2.35),
    ("Germany", "DE", "Berlin", 52.52, 13.41),
    ("Greece", "GR", "Athens", 37.98, 23.73),
    ("Hong Kong", "HK", "Hong Kong", 22.32, 114.17),
    ("Iceland", "IS", "Reykjavik", 64.15, -21.94),
    ("Israel", "IL", "Jerusalem", 31.77, 35.21),
    ("Italy", "IT", "Rome", 41.90, 12.50),
    ("Japan", "JP", "Tokyo", 35.68, 139.69),
    ("Lebanon", "LB", "Beirut", 33.89, 35.50),
    ("Lithuania", "LT", "Vilnius", 54.69, 25.28),
    ("Netherlands", "NL", "Amsterdam", 52.37, 4.90),
    ("Norway", "NO", "Oslo", 59.91, 10.75),
    ("Poland", "PL", "Warsaw", 52.23, 21.01),
    ("Portugal", "PT", "Lisbon", 38.72, -9.14),
    ("Saudi Arabia", "SA", "Riyadh", 24.71, 46.68),
    ("Singapore", "SG", "Singapore", 1.35, 103.82),
    ("Spain", "ES", "Madrid", 40.42, -3.70),
    ("Sweden", "SE", "Stockholm", 59.33, 18.07),
    ("Switzerland", "CH", "Bern", 46.95, 7.45),
    ("United Arab Emirates", "AE", "Abu Dhabi", 24.45, 54.38),
    ("United Kingdom", "GB", "London", 51.51, -0.13),
];

/// The customer of an order. A country that the table lacks is taken for the retailer's own.
pub fn customer(line: &Line) -> Value {
    let known = COUNTRIES.iter().find(|(name, ..)| *name == line.country);
    let (_, country, city, lat, lon) = known.copied().unwrap_or(("", "GB", "London", 51.51, -0.13));
    let number = line.customer.trim_end_matches(".0");
    let (name, email) = match number {
        "" => ("Guest".to_owned(), "guest@example.com".to_owned()),
        number => (format!("Customer {number}"), format!("customer-{number}@example.com")),
    };
    json!({
        "name": name, "email": email,
        "address": { "line1": "1 High Street", "city": city, "postalCode": "1000", "country": country, "lat": lat, "lon": lon },
    })
}
