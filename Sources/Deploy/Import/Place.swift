/// A line of a file, for what is wrong there.
struct Place {
    let format: ExportFormat
    let line: Int

    /// The line does not follow the format's rules; `problem` says why.
    func malformed(_ problem: String) -> ImportError {
        ImportError(.malformed(format, problem), line: line)
    }
}
