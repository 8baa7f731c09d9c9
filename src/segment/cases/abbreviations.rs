//! Cases: full stops of abbreviations, titles and initials.

use super::Case;
use crate::text::Lang::{Arabic, English};

pub const CASES: &[Case] = &[
    (Arabic, "التقى د. سالم الوفد. وغادر.", &["التقى د. سالم الوفد.", "وغادر."]),
    (Arabic, "ألقى أ.د. كريم كلمة، وأ. هند كلمة.", &["ألقى أ.د. كريم كلمة، وأ. هند كلمة."]),
    (Arabic, "حضر م. فهد ود. ليلى.", &["حضر م. فهد ود. ليلى."]),
    (Arabic, "وقع الاتفاق (د. ماجد) عن الوزارة.", &["وقع الاتفاق (د. ماجد) عن الوزارة."]),
    (Arabic, "العنوان ص.ب. 1520 الدوحة.", &["العنوان ص.ب. 1520 الدوحة."]),
    (Arabic, "ت. 4455 ف. 4456", &["ت. 4455 ف. 4456"]),
    (Arabic, "بني المعبد عام 300 ق.م. تقريبا. وهدم لاحقا.", &["بني المعبد عام 300 ق.م. تقريبا.", "وهدم لاحقا."]),
    (Arabic, "يعود إلى القرن الثالث ق.م. وأعلن عنه أمس.", &["يعود إلى القرن الثالث ق.م.", "وأعلن عنه أمس."]),
    (Arabic, "زار الوفد ج.م.ع. برئاسة الوزير.", &["زار الوفد ج.م.ع. برئاسة الوزير."]),
    (Arabic, "صدر عام 1447 هـ. وبدأ العمل به.", &["صدر عام 1447 هـ.", "وبدأ العمل به."]),
    (Arabic, "صدر عام 2025م. وبدأ العمل به.", &["صدر عام 2025م.", "وبدأ العمل به."]),
    (Arabic, "تبعد القرية 5 كم. تقع في الشمال.", &["تبعد القرية 5 كم.", "تقع في الشمال."]),
    (Arabic, "الكتب والصحف إلخ. في المكتبة.", &["الكتب والصحف إلخ. في المكتبة."]),
    (Arabic, "الكتب والصحف إلخ. وأغلقت المكتبة.", &["الكتب والصحف إلخ.", "وأغلقت المكتبة."]),
    (Arabic, "كتب ج. ر. حداد المقال. ونشره.", &["كتب ج. ر. حداد المقال.", "ونشره."]),
    (Arabic, "التقى Dr. Smith الوفد. وغادر.", &["التقى Dr. Smith الوفد.", "وغادر."]),
    (Arabic, "بنت جيه. إس. سميث المصنع.", &["بنت جيه. إس. سميث المصنع."]),
    (English, "Mr. Salem met Dr. Karim. They spoke.", &["Mr. Salem met Dr. Karim.", "They spoke."]),
    (English, "DR. KARIM SPOKE. ALL LISTENED.", &["DR. KARIM SPOKE.", "ALL LISTENED."]),
    (
        English,
        "Lt. Col. Reed and Gen. Ali left. Sen. Fox stayed.",
        &["Lt. Col. Reed and Gen. Ali left.", "Sen. Fox stayed."],
    ),
    (English, "The U.S. Navy sailed. It returned.", &["The U.S. Navy sailed.", "It returned."]),
    (English, "He flew to the U.S. The visit was short.", &["He flew to the U.S.", "The visit was short."]),
    (
        English,
        "The U.N. Security Council met. Nobody objected.",
        &["The U.N. Security Council met.", "Nobody objected."],
    ),
    (
        English,
        "Talks began at 9 a.m. Monday. They ended at 5 p.m. The hall closed.",
        &["Talks began at 9 a.m. Monday.", "They ended at 5 p.m.", "The hall closed."],
    ),
    (
        English,
        "Apples, pears, etc. are sold. Oil, gas, etc. The list goes on.",
        &["Apples, pears, etc. are sold.", "Oil, gas, etc.", "The list goes on."],
    ),
    (English, "Some states (e.g. Qatar, i.e. Doha) agreed.", &["Some states (e.g. Qatar, i.e. Doha) agreed."]),
    (
        English,
        "See Art. 5 and No. 12. He said no. Then he left.",
        &["See Art. 5 and No. 12.", "He said no.", "Then he left."],
    ),
    (
        English,
        "It opened on Jan. 5. It closed in Feb. The rest is known.",
        &["It opened on Jan. 5.", "It closed in Feb.", "The rest is known."],
    ),
    (English, "Vol. IV follows. No. I left.", &["Vol. IV follows.", "No.", "I left."]),
    (Arabic, "السيد/د. سالم حضر (أ.ف.ب). وغادر.", &["السيد/د. سالم حضر (أ.ف.ب).", "وغادر."]),
    (English, "J. K. Brown and Ann B. Cole spoke. All left.", &["J. K. Brown and Ann B. Cole spoke.", "All left."]),
    (English, "Every child had vitamin C. Parents agreed.", &["Every child had vitamin C.", "Parents agreed."]),
    (
        English,
        "Acme Inc. Chairman Lee resigned. Acme Ltd. stayed.",
        &["Acme Inc. Chairman Lee resigned.", "Acme Ltd. stayed."],
    ),
    (
        English,
        "They live on St. Mary St. in London, not D.C. Others moved.",
        &["They live on St. Mary St. in London, not D.C.", "Others moved."],
    ),
    (
        English,
        "Stone v. Reed was heard. Qatar vs. Oman was played.",
        &["Stone v. Reed was heard.", "Qatar vs. Oman was played."],
    ),
];
