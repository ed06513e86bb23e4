@main struct EvaluateProgram { static func main() {} }
