//! The sentence for each reason why a file is not taken.

use std::borrow::Cow;

use counter::UploadFault;
use kernel::Language;

/// What the person is told who sent the file.
pub(super) fn upload_words(fault: &UploadFault, language: Language) -> Cow<'static, str> {
    match language {
        Language::Japanese | Language::EasyJapanese => japanese(fault),
        Language::English => english(fault),
    }
}

fn japanese(fault: &UploadFault) -> Cow<'static, str> {
    match fault {
        UploadFault::Empty => "ファイルが空です。もう一度選んでください。".into(),
        UploadFault::TooLarge { limit } => {
            format!("ファイルが大きすぎます。{}MB以下にしてください。", megabytes(*limit)).into()
        }
        UploadFault::WrongType { accept } => {
            format!("{}のファイルを選んでください。", kinds(accept)).into()
        }
        UploadFault::Heic => {
            "HEIC形式の写真は受け取れません。JPEG形式で撮り直すか、変換してください。".into()
        }
        UploadFault::Broken => "ファイルが壊れています。別のファイルを選んでください。".into(),
        UploadFault::Pixels => "写真の画素数が多すぎます。小さくしてから選んでください。".into(),
        UploadFault::Small { least } => {
            format!("写真が小さすぎて読めません。縦も横も{least}画素以上の写真を選んでください。").into()
        }
        UploadFault::Encrypted => {
            "パスワードの付いたPDFは開けません。パスワードを外したPDFか、印刷したものの写真を選んでください。"
                .into()
        }
        UploadFault::ActiveContent => {
            "動作を含むPDFは受け取れません。印刷したものを写真に撮るか、PDFを作り直してください。"
                .into()
        }
        UploadFault::TooMany { limit } => format!("ファイルは{limit}個までです。").into(),
        UploadFault::TooMuch => "送らないまま預かれるファイルの量を超えました。使わないファイルを外すか、先に入力を終えて送ってください。急ぐときは、窓口に問い合わせてください。".into(),
        UploadFault::NoSuchField => "この項目にはファイルを付けられません。".into(),
    }
}

fn english(fault: &UploadFault) -> Cow<'static, str> {
    match fault {
        UploadFault::Empty => "The file is empty. Please choose it again.".into(),
        UploadFault::TooLarge { limit } => {
            format!("The file is too large. At most {} MB.", megabytes(*limit)).into()
        }
        UploadFault::WrongType { accept } => format!("Please choose {}.", kinds(accept)).into(),
        UploadFault::Heic => "Photos in HEIC format cannot be taken. Please send a JPEG.".into(),
        UploadFault::Broken => "The file is damaged. Please choose another one.".into(),
        UploadFault::Pixels => "The picture has too many pixels. Please make it smaller.".into(),
        UploadFault::Small { least } => {
            format!("The picture is too small to read. Each side needs {least} pixels.").into()
        }
        UploadFault::Encrypted => {
            "A PDF with a password cannot be opened. Please remove the password.".into()
        }
        UploadFault::ActiveContent => {
            "A PDF with scripts or embedded files cannot be taken. Please make it anew.".into()
        }
        UploadFault::TooMany { limit } => format!("At most {limit} files.").into(),
        UploadFault::TooMuch => "More files wait here to be filed than we can keep. Remove those that you do not need, or finish and send what you have begun. If it is urgent, please contact us.".into(),
        UploadFault::NoSuchField => "This field takes no files.".into(),
    }
}

fn megabytes(bytes: u64) -> u64 {
    bytes / (1024 * 1024)
}

/// Media types as people call them.
fn kinds(accept: &[String]) -> String {
    let name = |media_type: &String| match media_type.as_str() {
        "image/jpeg" => "JPEG".to_owned(),
        "image/png" => "PNG".to_owned(),
        "application/pdf" => "PDF".to_owned(),
        other => other.to_owned(),
    };
    accept.iter().map(name).collect::<Vec<_>>().join(", ")
}
