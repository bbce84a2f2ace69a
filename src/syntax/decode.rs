//! From bytes to text.
use super::SyntaxProblem;

/// Reads the bytes of a file as UTF-8; a byte order mark is passed over by the parser.
pub fn decode(bytes: Vec<u8>) -> Result<String, SyntaxProblem> {
    if bytes.len() > super::MAX_BYTES {
        return Err(SyntaxProblem::TooLarge { bytes: bytes.len() });
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let lines = error.as_bytes().iter().take(good).filter(|byte| **byte == b'\n').count();
        SyntaxProblem::NotUtf8 { line: lines + 1 }
    })
}
