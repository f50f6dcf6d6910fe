import ArgumentParser
@main struct GoogleSandbox: ParsableCommand {}
