@main struct SplitProgram { static func main() {} }
