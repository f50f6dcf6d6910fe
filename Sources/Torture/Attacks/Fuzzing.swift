import Foundation

extension Section {
    /// Made-up input for everything that reads what others wrote, by libFuzzer: as many seconds as there would be cases.
    static let fuzz = Section(name: "fuzz", short: 7, full: 200) { trial in
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "Scripts/fuzz")
        process.arguments = ["\(trial.limit)"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        let lines = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus != 69 else { return [Row("fuzz", notRun: "libFuzzer cannot be linked here")] }
        guard process.terminationStatus == 0 else {
            let failure = Failure(number: nil, reason: "Scripts/fuzz ends with \(process.terminationStatus)")
            return [Row("fuzz", cases: 0, found: "", failures: [failure])]
        }
        return String(decoding: lines, as: UTF8.self).split(separator: "\n").map { line in
            let fields = line.split(separator: " ")
            let (runs, crashes) = (Int(fields[1]) ?? 0, Int(fields[2]) ?? 1)
            let failure = Failure(
                number: nil,
                reason: "\(crashes) crashes; what led to them lies in .build/fuzz/crashes"
            )
            return Row(
                "fuzz/\(fields[0])",
                cases: runs,
                found: "\(crashes) crashes in \(trial.limit) s",
                failures: crashes == 0 ? [] : [failure]
            )
        }
    }
}
