//! The outlines of the Stadtteile, as paths of an SVG.

use std::fmt::Write;

use serde_json::Value;

/// How wide the drawing is; its height follows.
pub const WIDTH: f64 = 400.0;

/// All outlines, and how high the drawing is.
pub struct Shapes {
    pub height: f64,
    pub all: Vec<Shape>,
}

pub struct Shape {
    pub key: String,
    pub path: String,
    /// A place well inside, for a number.
    pub middle: (f64, f64),
}

type Ring = Vec<(f64, f64)>;

impl Shapes {
    /// Of the geometry of a catalog. In a city the earth is flat: a degree of longitude
    /// is as long everywhere in it.
    pub fn of(geometry: &Value) -> Option<Self> {
        let features = geometry["features"].as_array()?;
        let found = features.iter().filter_map(|feature| {
            let key = feature["properties"]["key"].as_str()?;
            Some((key.to_owned(), rings(&feature["geometry"])?))
        });
        let found: Vec<(String, Vec<Ring>)> = found.collect();
        let points = || found.iter().flat_map(|(_, rings)| rings).flatten();
        let least = |value: fn(&(f64, f64)) -> f64| points().map(value).fold(f64::MAX, f64::min);
        let most = |value: fn(&(f64, f64)) -> f64| points().map(value).fold(f64::MIN, f64::max);
        let (west, east) = (least(|point| point.0), most(|point| point.0));
        let (south, north) = (least(|point| point.1), most(|point| point.1));
        if west >= east || south >= north {
            return None;
        }
        let scale = WIDTH / (east - west);
        let stretch = scale / ((south + north) / 2.0).to_radians().cos();
        let place = |(x, y): &(f64, f64)| ((x - west) * scale, (north - y) * stretch);
        let shapes = found.iter().map(|(key, rings)| {
            let rings: Vec<Ring> =
                rings.iter().map(|ring| ring.iter().map(place).collect()).collect();
            Shape { key: key.clone(), path: path(&rings), middle: middle(&rings) }
        });
        Some(Self { height: (north - south) * stretch, all: shapes.collect() })
    }
}

fn rings(geometry: &Value) -> Option<Vec<Ring>> {
    let polygon = |polygon: &Value| -> Option<Vec<Ring>> {
        let rings = polygon.as_array()?.iter();
        let point = |point: &Value| Some((point[0].as_f64()?, point[1].as_f64()?));
        rings.map(|ring| ring.as_array()?.iter().map(point).collect()).collect()
    };
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str()? {
        "Polygon" => polygon(coordinates),
        "MultiPolygon" => {
            let polygons = coordinates.as_array()?.iter();
            let polygons: Option<Vec<_>> = polygons.map(polygon).collect();
            Some(polygons?.concat())
        }
        _ => None,
    }
}

fn path(rings: &[Ring]) -> String {
    let mut path = String::new();
    for ring in rings {
        for (place, (x, y)) in ring.iter().enumerate() {
            let letter = if place == 0 { 'M' } else { 'L' };
            write!(path, "{letter}{x:.1} {y:.1}").expect("memory takes what is written to it");
        }
        path.push('Z');
    }
    path
}

/// The middle of the widest stretch inside, on one of a few lines across.
fn middle(rings: &[Ring]) -> (f64, f64) {
    let heights = || rings.iter().flatten().map(|point| point.1);
    let (top, bottom) = (heights().fold(f64::MAX, f64::min), heights().fold(f64::MIN, f64::max));
    let lines = (3..=9).map(|part| top + (bottom - top) * f64::from(part) / 12.0);
    let stretches = lines.flat_map(|y| {
        let mut crossings: Vec<f64> = rings.iter().flat_map(|ring| crossings(ring, y)).collect();
        crossings.sort_by(f64::total_cmp);
        let pairs: Vec<_> =
            crossings.chunks_exact(2).map(|pair| (pair[1] - pair[0], pair[0], y)).collect();
        pairs
    });
    let widest = stretches.max_by(|one, two| one.0.total_cmp(&two.0));
    widest.map_or((0.0, 0.0), |(width, left, y)| (left + width / 2.0, y))
}

/// Where an outline crosses a line across.
fn crossings(ring: &Ring, y: f64) -> Vec<f64> {
    let sides = ring.windows(2).filter(|side| (side[0].1 > y) != (side[1].1 > y));
    let at = |side: &[(f64, f64)]| {
        let ((x1, y1), (x2, y2)) = (side[0], side[1]);
        x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    };
    sides.map(at).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Shapes;

    #[test]
    fn an_outline_is_drawn_to_scale_with_its_number_inside() {
        // A U that is open to the north: its middle is not in it.
        let ring = json!([
            [0.0, 0.0],
            [3.0, 0.0],
            [3.0, 3.0],
            [2.0, 3.0],
            [2.0, 1.0],
            [1.0, 1.0],
            [1.0, 3.0],
            [0.0, 3.0],
            [0.0, 0.0]
        ]);
        let feature = json!({
            "properties": {"key": "01"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        });
        let shapes = Shapes::of(&json!({"features": [feature]})).unwrap();
        assert!((shapes.height - 400.0).abs() < 1.0, "at the equator a square is one");
        assert_eq!(shapes.all[0].path.matches('L').count(), 8);
        let (x, y) = shapes.all[0].middle;
        assert!((x - 200.0).abs() < 1.0 && y > 266.0, "in the bottom of the U: {x} {y}");
        assert!(Shapes::of(&json!({"features": []})).is_none());
    }
}
