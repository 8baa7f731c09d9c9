//! What files of other programs leave open or say in their own ways: languages and documents.

use std::path::Path;

use crate::text::Lang;

/// The language of a tag such as `AR-SA`, `ar_EG` or `eng`; none where it is neither Arabic nor English.
///
/// By its primary subtag, in any case; the codes of three letters are those of ISO 639-2 and, for Standard Arabic,
/// 639-3.
pub fn language(tag: &str) -> Option<Lang> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    match &*primary {
        "ar" | "ara" | "arb" => Some(Lang::Arabic),
        "en" | "eng" => Some(Lang::English),
        _ => None,
    }
}

/// The document of pairs from a file that names none: that file, without its folder and extension.
pub fn document(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_by_their_primary_subtag() {
        let cases = [
            ("ar", Some(Lang::Arabic)),
            ("AR-SA", Some(Lang::Arabic)),
            ("ar_EG", Some(Lang::Arabic)),
            ("arb", Some(Lang::Arabic)),
            ("EN-US", Some(Lang::English)),
            ("eng", Some(Lang::English)),
            ("arg", None),
            ("enm", None),
            ("fr", None),
            ("", None),
        ];
        for (tag, expected) in cases {
            assert_eq!(language(tag), expected, "{tag}");
        }
    }
}
