use std::io::{self, Write}; use crate::report::Report; pub fn overview(_r:&Report,_o:&mut dyn Write)->io::Result<()> {Ok(())}
