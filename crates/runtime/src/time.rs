//! Date-times that stay what the wire made them: zoned or local.
//!
//! Nothing here converts silently. A text without an offset is no
//! [`OffsetDateTime`], a text with one is no [`LocalDateTime`], and a
//! [`DateTime`] remembers which of the two it was given.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use jiff::{
    Timestamp, Zoned, civil,
    fmt::temporal::{Pieces, PiecesOffset},
    tz::Offset,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::from_text;

/// An instant, with the offset from UTC in which it was written.
///
/// Read from RFC 3339 text: `Z` or a numeric offset is required; `±hhmm`, a
/// space for the `T` and fractions of a second are accepted. Written back with
/// the same offset and as many digits of a fraction, and `Z` stays `Z`.
///
/// Comparing and hashing look at the instant only: `12:00Z` equals
/// `13:00+01:00`.
///
/// # Example
///
/// ```
/// use floorkit_runtime::OffsetDateTime;
///
/// let opened: OffsetDateTime = "2024-06-19T08:30:00-04:00".parse()?;
/// assert_eq!(opened.to_string(), "2024-06-19T08:30:00-04:00");
/// assert_eq!(opened.to_timestamp().to_string(), "2024-06-19T12:30:00Z");
/// assert_eq!(opened, "2024-06-19T12:30:00Z".parse()?);
///
/// let unzoned = "2024-06-19T08:30:00".parse::<OffsetDateTime>();
/// assert!(unzoned.unwrap_err().to_string().contains("no offset"));
/// # Ok::<(), floorkit_runtime::ParseDateTimeError>(())
/// ```
#[derive(Clone, Copy)]
pub struct OffsetDateTime {
    timestamp: Timestamp,
    offset: PiecesOffset,
    digits: Digits,
}

impl OffsetDateTime {
    /// An instant as a clock at the given offset shows it.
    ///
    /// ```
    /// use floorkit_runtime::OffsetDateTime;
    /// use jiff::{Timestamp, tz::Offset};
    ///
    /// let start = OffsetDateTime::new(Timestamp::UNIX_EPOCH, Offset::constant(2));
    /// assert_eq!(start.to_string(), "1970-01-01T02:00:00+02:00");
    /// ```
    pub fn new(timestamp: Timestamp, offset: Offset) -> Self {
        Self { timestamp, offset: offset.into(), digits: Digits(0) }
    }

    /// The instant.
    pub fn to_timestamp(self) -> Timestamp {
        self.timestamp
    }

    /// What a clock at [`offset`](Self::offset) shows.
    pub fn local(self) -> civil::DateTime {
        self.offset().to_datetime(self.timestamp)
    }

    /// The offset from UTC; zero for `Z`.
    pub fn offset(self) -> Offset {
        self.offset.to_numeric_offset()
    }
}

/// A date and a time of day on a wall clock whose zone is not written down.
///
/// Read from `YYYY-MM-DDTHH:MM:SS`, with fractions of a second if need be; a
/// text with an offset is refused, since dropping the offset would change the
/// meaning. Which zone is meant is the vendor's to say: see the field's own
/// documentation.
///
/// # Example
///
/// ```
/// use floorkit_runtime::LocalDateTime;
/// use jiff::civil::date;
///
/// let start = LocalDateTime::from(date(2024, 6, 19).at(8, 30, 0, 0));
/// assert_eq!(start.to_string(), "2024-06-19T08:30:00");
///
/// let zoned = "2024-06-19T08:30:00Z".parse::<LocalDateTime>();
/// assert!(zoned.unwrap_err().to_string().contains("has an offset"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime(civil::DateTime, Digits);

impl LocalDateTime {
    /// The same date and time as jiff has them, for calculating.
    ///
    /// ```
    /// # use floorkit_runtime::LocalDateTime;
    /// let start: LocalDateTime = "2024-06-19T08:30:00".parse()?;
    /// assert_eq!(start.civil().hour(), 8);
    /// # Ok::<(), floorkit_runtime::ParseDateTimeError>(())
    /// ```
    pub fn civil(self) -> civil::DateTime {
        self.0
    }
}

/// A date-time where the vendor takes or gives both forms.
///
/// All local ones sort before all zoned ones: there is no other order between
/// the two that holds everywhere on earth.
///
/// # Example
///
/// ```
/// use floorkit_runtime::DateTime;
///
/// let local: DateTime = "2024-06-19T08:30:00".parse()?;
/// assert!(matches!(local, DateTime::Local(_)));
///
/// let zoned: DateTime = "2024-06-19T08:30:00Z".parse()?;
/// assert!(matches!(zoned, DateTime::Offset(_)));
/// # Ok::<(), floorkit_runtime::ParseDateTimeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateTime {
    /// Without an offset: a wall clock.
    Local(LocalDateTime),
    /// With an offset: an instant.
    Offset(OffsetDateTime),
}

/// How many digits of the fraction of a second were written at least: `.250` is read
/// and written as such. No part of the value: all of them are equal.
#[derive(Clone, Copy)]
struct Digits(u8);

/// A text that is not the kind of date-time that was asked for.
///
/// ```
/// use floorkit_runtime::DateTime;
///
/// let error = "tomorrow".parse::<DateTime>().unwrap_err();
/// assert!(error.to_string().starts_with("`tomorrow` is not a date-time"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {wanted}: {reason}")]
pub struct ParseDateTimeError {
    text: String,
    wanted: &'static str,
    reason: String,
}

const OFFSET: &str = "a date-time with an offset";
const LOCAL: &str = "a local date-time";
const EITHER: &str = "a date-time";

impl FromStr for OffsetDateTime {
    type Err = ParseDateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (local, offset) = parse(text, OFFSET)?;
        let Some(offset) = offset else {
            return Err(ParseDateTimeError::new(text, OFFSET, "it has no offset, such as `Z`"));
        };
        Self::from_parts(text, local, offset)
    }
}

impl FromStr for LocalDateTime {
    type Err = ParseDateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match parse(text, LOCAL)? {
            (local, None) => Ok(Self(local, Digits::of(text))),
            (_, Some(_)) => Err(ParseDateTimeError::new(
                text,
                LOCAL,
                "it has an offset, and dropping that would change its meaning",
            )),
        }
    }
}

impl FromStr for DateTime {
    type Err = ParseDateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match parse(text, EITHER)? {
            (local, None) => Ok(Self::Local(LocalDateTime(local, Digits::of(text)))),
            (local, Some(offset)) => {
                OffsetDateTime::from_parts(text, local, offset).map(Self::Offset)
            }
        }
    }
}

impl OffsetDateTime {
    fn from_parts(
        text: &str,
        local: civil::DateTime,
        offset: PiecesOffset,
    ) -> Result<Self, ParseDateTimeError> {
        let timestamp = offset
            .to_numeric_offset()
            .to_timestamp(local)
            .map_err(|error| ParseDateTimeError::new(text, OFFSET, error))?;
        Ok(Self { timestamp, offset, digits: Digits::of(text) })
    }
}

impl Digits {
    fn of(text: &str) -> Self {
        let fraction = text.split_once(['.', ',']).map_or("", |(_, rest)| rest);
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        // Nanoseconds are the most that is kept.
        Self(u8::try_from(digits.min(9)).unwrap_or_default())
    }

    /// Writes a date-time; one that was not read has as many digits as it needs.
    fn write(self, date_time: &dyn fmt::Display, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => write!(f, "{date_time}"),
            digits => write!(f, "{date_time:.*}", usize::from(digits)),
        }
    }
}

impl PartialEq for Digits {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Digits {}

impl PartialOrd for Digits {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Digits {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

impl Hash for Digits {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl ParseDateTimeError {
    fn new(text: &str, wanted: &'static str, reason: impl fmt::Display) -> Self {
        // Longer than any date-time; the rest would only fill a log.
        let text = text.chars().take(40).collect();
        Self { text, wanted, reason: reason.to_string() }
    }
}

fn parse(
    text: &str,
    wanted: &'static str,
) -> Result<(civil::DateTime, Option<PiecesOffset>), ParseDateTimeError> {
    let fail = |reason: &dyn fmt::Display| ParseDateTimeError::new(text, wanted, reason);
    // Jiff's message quotes the whole text, however long it is.
    let pieces = Pieces::parse(text)
        .map_err(|_| fail(&"it does not read `YYYY-MM-DDTHH:MM:SS`, with or without an offset"))?;
    if pieces.time_zone_annotation().is_some() {
        return Err(fail(&"a zone in brackets is not understood here"));
    }
    let time = pieces.time().ok_or_else(|| fail(&"it has no time of day"))?;
    Ok((pieces.date().to_datetime(time), pieces.offset()))
}

impl fmt::Display for OffsetDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.digits.write(&Pieces::from(self.local()).with_offset(self.offset), f)
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.1.write(&self.0, f)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(local) => local.fmt(f),
            Self::Offset(offset) => offset.fmt(f),
        }
    }
}

impl PartialEq for OffsetDateTime {
    fn eq(&self, other: &Self) -> bool {
        self.timestamp == other.timestamp
    }
}

impl Eq for OffsetDateTime {}

impl PartialOrd for OffsetDateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OffsetDateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.timestamp.cmp(&other.timestamp)
    }
}

impl Hash for OffsetDateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.timestamp.hash(state);
    }
}

impl From<Timestamp> for OffsetDateTime {
    fn from(timestamp: Timestamp) -> Self {
        Self { timestamp, offset: PiecesOffset::Zulu, digits: Digits(0) }
    }
}

impl From<&Zoned> for OffsetDateTime {
    fn from(zoned: &Zoned) -> Self {
        Self::new(zoned.timestamp(), zoned.offset())
    }
}

impl From<Zoned> for OffsetDateTime {
    fn from(zoned: Zoned) -> Self {
        Self::from(&zoned)
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(value: OffsetDateTime) -> Self {
        value.timestamp
    }
}

impl From<civil::DateTime> for LocalDateTime {
    fn from(value: civil::DateTime) -> Self {
        Self(value, Digits(0))
    }
}

impl From<LocalDateTime> for civil::DateTime {
    fn from(value: LocalDateTime) -> Self {
        value.0
    }
}

impl From<LocalDateTime> for DateTime {
    fn from(value: LocalDateTime) -> Self {
        Self::Local(value)
    }
}

impl From<OffsetDateTime> for DateTime {
    fn from(value: OffsetDateTime) -> Self {
        Self::Offset(value)
    }
}

impl From<civil::DateTime> for DateTime {
    fn from(value: civil::DateTime) -> Self {
        Self::Local(value.into())
    }
}

impl From<Timestamp> for DateTime {
    fn from(value: Timestamp) -> Self {
        Self::Offset(value.into())
    }
}

impl From<Zoned> for DateTime {
    fn from(value: Zoned) -> Self {
        Self::Offset(value.into())
    }
}

/// What the three have in common: they are their text.
macro_rules! text_form {
    ($type:ident, $wanted:expr) => {
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = ParseDateTimeError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                from_text::deserialize(deserializer, $wanted)
            }
        }
    };
}

text_form!(OffsetDateTime, OFFSET);
text_form!(LocalDateTime, LOCAL);
text_form!(DateTime, EITHER);

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use jiff::civil::date;

    use super::*;

    fn offset(text: &str) -> OffsetDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn offset_and_zulu_round_trip() {
        for text in [
            "2024-06-19T08:30:00Z",
            "2024-06-19T08:30:00+00:00",
            "2024-06-19T08:30:00-04:00",
            "2024-06-19T08:30:00+05:45",
            "2024-06-19T08:30:00.123456789Z",
            "2024-06-19T08:30:00.000Z",
            "2024-06-19T08:30:00.250000+02:00",
            "1969-12-31T23:59:59.5-00:30",
        ] {
            let json = format!("\"{text}\"");
            let value: OffsetDateTime = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
    }

    #[test]
    fn loose_spellings_are_read_and_written_strictly() {
        for text in ["2024-06-19T08:30:00+0200", "2024-06-19 08:30:00+02", "2024-06-19t08:30+02:00"]
        {
            assert_eq!(offset(text).to_string(), "2024-06-19T08:30:00+02:00");
        }
    }

    #[test]
    fn parts_of_an_offset_date_time() {
        let value = offset("2024-06-19T08:30:00-04:00");
        assert_eq!(value.local(), date(2024, 6, 19).at(8, 30, 0, 0));
        assert_eq!(value.offset(), Offset::constant(-4));
        assert_eq!(value.to_timestamp().to_string(), "2024-06-19T12:30:00Z");
    }

    #[test]
    fn the_instant_decides_equality_order_and_hash() {
        let (a, b) = (offset("2024-06-19T12:30:00Z"), offset("2024-06-19T08:30:00-04:00"));
        assert_eq!(a, b);
        assert_eq!(HashSet::from([a, b]).len(), 1);
        assert!(offset("2024-06-19T23:00:00+05:00") < offset("2024-06-19T20:00:00Z"));
        let local = |text: &str| text.parse::<LocalDateTime>().unwrap();
        let (a, b) = (local("2024-06-19T08:30:00.50"), local("2024-06-19T08:30:00.5"));
        assert_eq!(a, b);
        assert_eq!(HashSet::from([a, b]).len(), 1);
        assert_eq!(a.to_string(), "2024-06-19T08:30:00.50");
    }

    #[test]
    fn the_wrong_kind_is_refused_in_words() {
        let cases = [
            ("2024-06-19T08:30:00", "it has no offset"),
            ("2024-06-19", "it has no time of day"),
            ("2024-06-19T08:30:00+02:00[Europe/Paris]", "a zone in brackets"),
            ("9999-12-31T23:59:59-23:00", "is not a date-time with an offset"),
            ("2024-02-30T00:00:00Z", "it does not read"),
            ("", "it does not read"),
        ];
        for (text, reason) in cases {
            let error = text.parse::<OffsetDateTime>().unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
        for text in ["2024-06-19T08:30:00Z", "2024-06-19T08:30:00+01:00"] {
            let error = serde_json::from_str::<LocalDateTime>(&format!("\"{text}\"")).unwrap_err();
            assert!(error.to_string().contains("it has an offset"), "{error}");
        }
    }

    #[test]
    fn an_error_does_not_repeat_a_long_text() {
        let error = "x".repeat(10_000).parse::<DateTime>().unwrap_err();
        assert!(error.to_string().len() < 200);
    }

    #[test]
    fn either_form_is_kept_apart_and_serves_as_map_key() {
        let json = r#"{"2024-06-19T08:30:00":1,"2024-06-19T08:30:00Z":2}"#;
        let map: BTreeMap<DateTime, i32> = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&map).unwrap(), json);
        let json = r#"{"2024-06-19T08:30:00":1,"2024-06-19T09:30:00.25":2}"#;
        let map: BTreeMap<LocalDateTime, i32> = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&map).unwrap(), json);
    }

    #[test]
    fn zoned_and_timestamp_convert() {
        let zoned: Zoned = "2024-06-19T08:30:00-04:00[-04:00]".parse().unwrap();
        assert_eq!(OffsetDateTime::from(&zoned).to_string(), "2024-06-19T08:30:00-04:00");
        let instant = OffsetDateTime::from(zoned.timestamp());
        assert_eq!(instant.to_string(), "2024-06-19T12:30:00Z");
        assert_eq!(Timestamp::from(instant), zoned.timestamp());
    }
}
