import ArgumentParser
@main struct Adsvault: ParsableCommand {}
