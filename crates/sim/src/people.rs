//! What the people of simulated companies are called.

pub(crate) const FIRST_NAMES: [&str; 24] = [
    "Ada", "Bram", "Chloe", "Daan", "Elif", "Femke", "Grace", "Hugo", "Ines", "Joris", "Kofi",
    "Lena", "Milan", "Noor", "Otto", "Priya", "Quinn", "Ravi", "Sanne", "Tess", "Umar", "Vera",
    "Wout", "Yara",
];
pub(crate) const LAST_NAMES: [&str; 24] = [
    "Bakker", "Costa", "Dijkstra", "Evans", "Fischer", "Garcia", "Haan", "Ivanov", "Jansen",
    "Kaya", "Lovelace", "Meyer", "Nguyen", "Okafor", "Peeters", "Rossi", "Smit", "Tanaka", "Ueda",
    "Visser", "Weber", "Xu", "Yilmaz", "Zondag",
];
pub(crate) const DEPARTMENTS: [&str; 6] =
    ["Design", "Engineering", "Facilities", "Finance", "People", "Sales"];
