//! How code frames are drawn.

use miette::{GraphicalReportHandler, GraphicalTheme, SourceCode};

use super::wrap::WIDTH;
use crate::report::Frame;

/// Draws frames of the width of everything else.
pub(super) fn handler(theme: GraphicalTheme) -> GraphicalReportHandler {
    GraphicalReportHandler::new_themed(theme).with_links(false).with_width(WIDTH)
}

/// The few lines that a frame shows, numbered as in their file.
pub(super) struct FrameSource {
    pub frame: Frame,
    /// 1-based place that the frame is about.
    pub line: u32,
    pub column: u32,
}

impl SourceCode for FrameSource {
    fn read_span<'a>(
        &'a self,
        _span: &miette::SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        let text = self.frame.text.as_bytes();
        if before == 0 && after == 0 {
            // miette asks for the place to name in the header.
            let (line, column) = (self.line as usize - 1, self.column as usize - 1);
            let contents = miette::MietteSpanContents::new(text, (0, text.len()).into(), line, column, 1);
            return Ok(Box::new(contents));
        }
        let contents = miette::MietteSpanContents::new(
            text,
            (0, text.len()).into(),
            self.frame.first_line as usize - 1,
            0,
            text.iter().filter(|&&byte| byte == b'\n').count() + 1,
        );
        Ok(Box::new(contents))
    }
}
