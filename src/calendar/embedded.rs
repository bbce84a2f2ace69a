//! The years built in.

macro_rules! years { ($($year:literal)*) => {
    /// Name and text of each file.
    pub const FILES: &[(&str, &str)] = &[$((concat!($year, ".历"), include_str!(concat!("日历/", $year, ".历")))),*];
} }

years! {
    2004 2005 2006 2007 2008 2009 2010 2011 2012 2013 2014 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026
}
