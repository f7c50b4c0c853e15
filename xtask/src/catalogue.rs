//! What the demonstration sells, where it stands, and who buys it.

use serde_json::{Value, json};

/// A warehouse: id, city, latitude, longitude, time zone.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub id: &'static str,
    pub city: &'static str,
    pub lat: f64,
    pub lon: f64,
    pub timezone: &'static str,
}

const fn place(id: &'static str, city: &'static str, lat: f64, lon: f64, timezone: &'static str) -> Place {
    Place { id, city, lat, lon, timezone }
}

pub const PLACES: &[Place] = &[
    place("LEEDS", "Leeds", 53.80, -1.55, "Europe/London"),
    place("LYON", "Lyon", 45.76, 4.84, "Europe/Paris"),
    place("OSLO", "Oslo", 59.91, 10.75, "Europe/Oslo"),
    place("PORTO", "Porto", 41.15, -8.61, "Europe/Lisbon"),
    place("KASSEL", "Kassel", 51.32, 9.50, "Europe/Berlin"),
    place("TORINO", "Torino", 45.07, 7.69, "Europe/Rome"),
];

/// What `POST /v1/warehouses` takes.
pub fn warehouse_body(place: &Place) -> Value {
    json!({
        "id": place.id, "name": format!("{} warehouse", place.city),
        "location": { "address": format!("1 Dock Road, {}", place.city), "lat": place.lat, "lon": place.lon },
        "capacity": 10_000_000, "operatingHours": "Mo-Sa 06:00-22:00", "timezone": place.timezone,
    })
}

/// A product of the household catalogue: name, category, price in GBP.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    pub name: &'static str,
    pub category: &'static str,
    pub price: &'static str,
}

const fn item(category: &'static str, name: &'static str, price: &'static str) -> Item {
    Item { name, category, price }
}

pub const ITEMS: &[Item] = &[
    item("kitchen", "Enamel saucepan 18 cm", "24.90"),
    item("kitchen", "Cast-iron frying pan 26 cm", "39.00"),
    item("kitchen", "Stockpot with lid 8 l", "45.50"),
    item("kitchen", "Bread knife", "14.95"),
    item("kitchen", "Paring knives, set of 3", "11.50"),
    item("kitchen", "Beech chopping board", "17.25"),
    item("kitchen", "Stainless colander", "13.80"),
    item("kitchen", "Balloon whisk", "5.95"),
    item("kitchen", "Mixing bowls, set of 4", "21.00"),
    item("kitchen", "Kitchen scale 5 kg", "19.90"),
    item("kitchen", "Cafetiere 1 l", "22.50"),
    item("kitchen", "Teapot with strainer", "18.75"),
    item("table", "Stoneware dinner plate", "8.50"),
    item("table", "Stoneware bowl", "7.25"),
    item("table", "Espresso cups, set of 6", "26.00"),
    item("table", "Water glasses, set of 6", "15.60"),
    item("table", "Wine glasses, set of 4", "19.20"),
    item("table", "Cutlery set, 24 pieces", "59.00"),
    item("table", "Linen tablecloth 140 x 220", "42.00"),
    item("table", "Cotton napkins, set of 4", "12.40"),
    item("bath", "Bath towel 70 x 140", "16.90"),
    item("bath", "Hand towels, pair", "11.90"),
    item("bath", "Soap dispenser", "9.80"),
    item("bath", "Bath mat", "14.30"),
    item("bath", "Laundry basket with lid", "27.50"),
    item("bedroom", "Pillow, medium firm", "18.00"),
    item("bedroom", "Duvet cover, double", "48.00"),
    item("bedroom", "Fitted sheet, double", "22.00"),
    item("bedroom", "Wool blanket", "54.90"),
    item("bedroom", "Bedside lamp", "29.95"),
    item("living", "Cushion cover 45 x 45", "10.50"),
    item("living", "Table lamp, brass", "64.00"),
    item("living", "Picture frame A4", "8.90"),
    item("living", "Scented candle", "13.50"),
    item("living", "Wicker storage basket", "23.40"),
    item("cleaning", "Broom with handle", "12.70"),
    item("cleaning", "Bucket 12 l", "6.80"),
    item("cleaning", "Microfibre cloths, set of 5", "7.40"),
    item("cleaning", "Washing-up brush", "3.20"),
    item("cleaning", "Ironing board", "39.90"),
];

/// The SKU of the n-th item.
pub fn sku(n: usize) -> String {
    format!("HOME-{:03}", n + 1)
}

/// A GTIN-13 of the range for use inside a company (GS1 prefix 20), with its check digit.
pub fn gtin(n: usize) -> String {
    let digits = format!("20{:010}", n + 1);
    let weighted = |(at, digit): (usize, char)| digit.to_digit(10).unwrap_or(0) * if at % 2 == 0 { 1 } else { 3 };
    let sum: u32 = digits.chars().enumerate().map(weighted).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// What `POST /v1/products` takes for the n-th item.
pub fn product_body(n: usize) -> Value {
    let item = &ITEMS[n];
    json!({
        "sku": sku(n), "name": item.name, "description": format!("{} for everyday use", item.name),
        "category": item.category, "price": { "amount": item.price, "currency": "GBP" },
        "barcodes": [gtin(n)], "attributes": {},
    })
}

/// Where buyers live: city, ISO country, postal code, latitude, longitude.
pub const CITIES: &[(&str, &str, &str, f64, f64)] = &[
    ("Leeds", "GB", "LS1 4AP", 53.80, -1.55),
    ("York", "GB", "YO1 7HH", 53.96, -1.08),
    ("Manchester", "GB", "M2 5DB", 53.48, -2.24),
    ("London", "GB", "EC1A 1BB", 51.51, -0.13),
    ("Dublin", "IE", "D02 X285", 53.35, -6.26),
    ("Lyon", "FR", "69002", 45.76, 4.84),
    ("Paris", "FR", "75004", 48.86, 2.35),
    ("Marseille", "FR", "13001", 43.30, 5.37),
    ("Geneva", "CH", "1201", 46.20, 6.14),
    ("Milan", "IT", "20121", 45.46, 9.19),
    ("Oslo", "NO", "0150", 59.91, 10.75),
    ("Bergen", "NO", "5003", 60.39, 5.32),
    ("Gothenburg", "SE", "411 03", 57.71, 11.97),
    ("Copenhagen", "DK", "1050", 55.68, 12.57),
];

/// A buyer in the n-th city.
pub fn buyer(name: &str, city: usize) -> Value {
    let (city, country, postal, lat, lon) = CITIES[city % CITIES.len()];
    json!({
        "name": name, "email": format!("{}@example.com", name.to_lowercase().replace(' ', ".")),
        "address": { "line1": "1 Mill Lane", "city": city, "postalCode": postal, "country": country, "lat": lat, "lon": lon },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gtins_carry_their_check_digit() {
        // Weights 1 and 3 from the left: 2·1 + 0·3 + … + 1·3 = 5, so 5 completes it.
        assert_eq!(gtin(0), "2000000000015".to_owned());
        assert_eq!(gtin(0).len(), 13);
    }

    #[test]
    fn the_catalogue_has_distinct_products() {
        let names: std::collections::BTreeSet<_> = ITEMS.iter().map(|item| item.name).collect();
        assert_eq!(names.len(), ITEMS.len());
        assert!(ITEMS.iter().all(|item| item.price.parse::<f64>().is_ok_and(|price| price > 0.0)));
    }
}
