//! What the fuzz targets share.

use eventlet_scan::error::is_guarded;

/// Lets panics pass that become problems of the file, as those of libraries that read it do:
/// libfuzzer would end at them.
pub fn let_pass() {
    let end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !is_guarded() {
            end(panic);
        }
    }));
}
