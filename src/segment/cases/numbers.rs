//! Cases: full stops in numbers, dates, names of sites and files.

use super::Case;
use crate::text::Lang::{Arabic, English};

pub const CASES: &[Case] = &[
    (Arabic, "بلغت النسبة 3.5 بالمئة. وارتفعت.", &["بلغت النسبة 3.5 بالمئة.", "وارتفعت."]),
    (Arabic, "بلغت النسبة ٣٫٥ ثم ٣.٥ بالمئة.", &["بلغت النسبة ٣٫٥ ثم ٣.٥ بالمئة."]),
    (Arabic, "وقع في 17.12.2025. وسرى فورا.", &["وقع في 17.12.2025.", "وسرى فورا."]),
    (Arabic, "وقع في ١٧.١٢.٢٠٢٥ بالدوحة.", &["وقع في ١٧.١٢.٢٠٢٥ بالدوحة."]),
    (Arabic, "بدأ عند 9.30 صباحا. وانتهى 11.45.", &["بدأ عند 9.30 صباحا.", "وانتهى 11.45."]),
    (Arabic, "بلغ العدد 12. وأعلن ذلك أمس.", &["بلغ العدد 12.", "وأعلن ذلك أمس."]),
    (
        Arabic,
        "زوروا www.moi.gov.qa اليوم. وراسلوا a.b@moi.gov.qa فورا.",
        &["زوروا www.moi.gov.qa اليوم.", "وراسلوا a.b@moi.gov.qa فورا."],
    ),
    (Arabic, "افتح تقرير.pdf أو صورة.JPG ثم اطبع.", &["افتح تقرير.pdf أو صورة.JPG ثم اطبع."]),
    (Arabic, "راجع https://moi.gov.qa/a?Id=5!B الآن.", &["راجع https://moi.gov.qa/a?Id=5!B الآن."]),
    (Arabic, "الإصدار 2.0.1 متاح. والإصدار v3.Beta قريب.", &["الإصدار 2.0.1 متاح.", "والإصدار v3.Beta قريب."]),
    (English, "It rose 3.5 percent. It fell .5 later.", &["It rose 3.5 percent.", "It fell .5 later."]),
    (
        English,
        "Use Node.js and file.TXT here. See U.S.-made ones.",
        &["Use Node.js and file.TXT here.", "See U.S.-made ones."],
    ),
    (English, "It was signed on 17.12.2025. It holds.", &["It was signed on 17.12.2025.", "It holds."]),
    (
        English,
        "Write to press@mofa.gov.qa. We answer at 9.30 a.m. daily.",
        &["Write to press@mofa.gov.qa.", "We answer at 9.30 a.m. daily."],
    ),
];
