//! Colours of organisations, for cursors and names.

use model::coalition::Coalition;
use model::ids::OrganisationId;

/// Of somebody who is of no organisation.
const NEUTRAL: &str = "#5f6368";

/// Degrees from one organisation's hue to the next one's: the golden angle keeps neighbours apart, however many come.
const STEP: f64 = 137.508;

/// `#rrggbb`: the same for everybody of an organisation, dark enough for white letters on it.
pub fn of(coalition: &Coalition, organisation: Option<&OrganisationId>) -> String {
    let place = organisation.and_then(|id| coalition.organisations.keys().position(|other| other == id));
    match place {
        Some(place) => rgb((place as f64 * STEP) % 360.0),
        None => NEUTRAL.to_owned(),
    }
}

/// A hue at 62 % saturation and 38 % lightness (CSS Color 4, 7.1).
fn rgb(hue: f64) -> String {
    let (saturation, lightness): (f64, f64) = (0.62, 0.38);
    let reach = saturation * lightness.min(1.0 - lightness);
    let channel = |offset: f64| {
        let k = (offset + hue / 30.0) % 12.0;
        let value = lightness - reach * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
        (value * 255.0).round() as u8
    };
    format!("#{:02x}{:02x}{:02x}", channel(0.0), channel(8.0), channel(4.0))
}

#[cfg(test)]
mod tests {
    use super::rgb;

    #[test]
    fn hues_become_the_colours_that_css_names() {
        assert_eq!(rgb(0.0), "#9d2525");
        assert_eq!(rgb(120.0), "#259d25");
        assert_eq!(rgb(240.0), "#25259d");
    }
}
