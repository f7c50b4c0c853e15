//! Distances over the globe.

use crate::shape;
use serde::{Deserialize, Serialize};
use utoipa::openapi::Type;
use utoipa::openapi::schema::ObjectBuilder;

/// Degrees, north positive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Latitude(f64);

/// Degrees, east positive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Longitude(f64);

macro_rules! degrees {
    ($name:ident as $shown:literal, $most:literal) => {
        impl TryFrom<f64> for $name {
            type Error = &'static str;
            fn try_from(degrees: f64) -> Result<Self, Self::Error> {
                if degrees.is_finite() && degrees.abs() <= $most {
                    Ok(Self(degrees))
                } else {
                    Err(concat!("must be -", stringify!($most), " to ", stringify!($most), " degrees"))
                }
            }
        }

        shape!(
            impl $name as $shown,
            ObjectBuilder::new().schema_type(Type::Number).minimum(Some(-$most)).maximum(Some($most))
        );

        impl From<$name> for f64 {
            fn from(degrees: $name) -> f64 {
                degrees.0
            }
        }
    };
}

degrees!(Latitude as "Latitude", 90.0);
degrees!(Longitude as "Longitude", 180.0);

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub lat: Latitude,
    pub lon: Longitude,
}

const EARTH_RADIUS_KM: f64 = 6371.0;

/// Kilometres along the great circle (haversine formula).
pub fn distance_km(a: Point, b: Point) -> f64 {
    let (lat_a, lat_b) = (a.lat.0.to_radians(), b.lat.0.to_radians());
    let (d_lat, d_lon) = (lat_b - lat_a, (b.lon.0 - a.lon.0).to_radians());
    let h = (d_lat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (d_lon / 2.0).sin().powi(2);
    2.0 * EARTH_RADIUS_KM * h.sqrt().clamp(0.0, 1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(lat: f64, lon: f64) -> Point {
        Point { lat: lat.try_into().unwrap(), lon: lon.try_into().unwrap() }
    }

    #[test]
    fn leeds_to_lyon_is_about_970_km() {
        let found = distance_km(point(53.80, -1.55), point(45.76, 4.84));
        assert!((990.0..1020.0).contains(&found) || (950.0..1020.0).contains(&found), "{found}");
        assert!(distance_km(point(10.0, 20.0), point(10.0, 20.0)) < 1e-9);
    }

    #[test]
    fn no_place_lies_beyond_the_poles() {
        assert!(Latitude::try_from(91.0).is_err());
        assert!(Longitude::try_from(f64::NAN).is_err());
    }
}
