//! Cases: stop marks and their runs.

use super::Case;
use crate::text::Lang::{Arabic, English};

pub const CASES: &[Case] = &[
    (Arabic, "", &[]),
    (Arabic, " \n\t ", &[]),
    (Arabic, "انتهى الاجتماع. وصدر بيان مشترك.", &["انتهى الاجتماع.", "وصدر بيان مشترك."]),
    (Arabic, "متى يبدأ الحوار؟ لم يحدد الموعد بعد.", &["متى يبدأ الحوار؟", "لم يحدد الموعد بعد."]),
    (Arabic, "يا له من يوم! عاد الجميع.", &["يا له من يوم!", "عاد الجميع."]),
    (Arabic, "هل هذا معقول؟! لا أحد يعرف.", &["هل هذا معقول؟!", "لا أحد يعرف."]),
    (Arabic, "كفى!! نريد السلام.", &["كفى!!", "نريد السلام."]),
    (Arabic, "انتهت الجلسة .وبدأت الأخرى", &["انتهت الجلسة .", "وبدأت الأخرى"]),
    (Arabic, "انتهت الجلسة.وبدأت الأخرى.", &["انتهت الجلسة.", "وبدأت الأخرى."]),
    // An ellipsis ends a segment only before a word that begins sentences.
    (Arabic, "طال الانتظار... حتى جاء الخبر.", &["طال الانتظار... حتى جاء الخبر."]),
    (Arabic, "طال الانتظار… وأعلن الوزير النتيجة.", &["طال الانتظار…", "وأعلن الوزير النتيجة."]),
    (Arabic, "أكدت الوزارة ذلك؛ وأضافت أن العمل مستمر.", &["أكدت الوزارة ذلك؛ وأضافت أن العمل مستمر."]),
    (Arabic, "حضر الوفد، وغادر مساء.", &["حضر الوفد، وغادر مساء."]),
    (Arabic, "... ثم عاد الوفد. وغادر.", &["... ثم عاد الوفد.", "وغادر."]),
    (Arabic, "شكرا لكم. 🙏", &["شكرا لكم. 🙏"]),
    (English, "Talks ended… Nobody spoke. We left…", &["Talks ended…", "Nobody spoke.", "We left…"]),
    (English, "They waited ... and left. Why?! No answer.", &["They waited ... and left.", "Why?!", "No answer."]),
    (English, "Yahoo! and others signed. We agree.", &["Yahoo! and others signed.", "We agree."]),
    (Arabic, "**انتهى.** _وبدأ._ * نجمة.", &["**انتهى.**", "_وبدأ._", "* نجمة."]),
    (English, "Install it. .NET is next. . . . Done.", &["Install it.", ".NET is next. . . .", "Done."]),
    (English, "The vote passed. 18 members were absent.", &["The vote passed.", "18 members were absent."]),
];
