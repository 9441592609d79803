//! Bars, as SVG without scripts: what a template needs to draw them.

/// A part of a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Where it begins, in percent of the whole.
    pub from: String,
    /// How wide it is, in percent.
    pub wide: String,
    /// Where its middle is, in percent.
    pub middle: String,
    /// The class that gives it its colour.
    pub class: String,
    /// What is written on it; empty where there is no room.
    pub label: String,
}

/// A bar of parts that make a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it shows.
    pub title: String,
    /// All of it in words.
    pub text: String,
    /// From left to right.
    pub segments: Vec<Segment>,
}

/// Percent of a bar on which a number can be written.
const LABELLED: f64 = 5.0;

impl Bar {
    /// A bar of parts: class, name, number.
    pub fn new<'p>(title: &str, parts: impl IntoIterator<Item = (&'p str, &'p str, usize)>) -> Self {
        let parts: Vec<_> = parts.into_iter().filter(|(_, _, number)| *number > 0).collect();
        let whole: usize = parts.iter().map(|(_, _, number)| number).sum();
        let percent = |number: usize| number as f64 * 100.0 / whole.max(1) as f64;
        let mut before = 0;
        let mut segments = Vec::new();
        for (class, _, number) in &parts {
            let (from, wide) = (percent(before), percent(*number));
            before += number;
            let label = if wide >= LABELLED { number.to_string() } else { String::new() };
            let shown = |value: f64| format!("{value:.2}");
            segments.push(Segment {
                from: shown(from),
                wide: shown(wide),
                middle: shown(from + wide / 2.0),
                class: (*class).to_owned(),
                label,
            });
        }
        let words: Vec<_> = parts.iter().map(|(_, name, number)| format!("{name}: {number}")).collect();
        Self { title: title.to_owned(), text: words.join(", "), segments }
    }
}

/// Which of six shades a number has, where the largest is `most`: 0 for nothing, then by
/// the order of magnitude, for a project may have a thousand and most have ten.
pub fn shade(number: usize, most: usize) -> u8 {
    if number == 0 {
        return 0;
    }
    let part = ((number + 1) as f64).ln() / ((most.max(number) + 1) as f64).ln();
    (part * 5.0).ceil().clamp(1.0, 5.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar() {
        let bar = Bar::new("x", [("a", "first", 3), ("b", "second", 0), ("c", "third", 1)]);
        assert_eq!(bar.text, "first: 3, third: 1");
        let places: Vec<_> = bar.segments.iter().map(|part| (&*part.from, &*part.wide, &*part.label)).collect();
        assert_eq!(places, [("0.00", "75.00", "3"), ("75.00", "25.00", "1")]);
        assert_eq!(Bar::new("x", []).segments, []);
    }

    #[test]
    fn shades_follow_the_magnitude() {
        assert_eq!([0, 1, 10, 100, 1000].map(|number| shade(number, 1000)), [0, 1, 2, 4, 5]);
        assert_eq!(shade(1, 1), 5);
    }
}
