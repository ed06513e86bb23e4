import ArgumentParser
import Foundation
import LinearAlgebra
import NeuralNetwork

/// Where the time of conv-vae at 1 × 128 × 1292 goes, and what other kernels than its take.
struct Layers: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a table of layers, conv-vae's and others: flops, bytes, ms, share of sgemm.")

  @Option(help: "Clips of a batch.") var batch = 32
  @Option(help: "Times that each layer runs; the median is taken.") var repeats = 5
  @Option(help: "Workers.") var threads = 2

  func run() throws {
    let peak = sgemmPeak()
    print("sgemm 2048³: \(rounded(peak)) GFLOP/s\n")
    print("| layer | GFLOP | MB | forward, ms | backward, ms | GFLOP/s | of sgemm |")
    print("|---|---|---|---|---|---|---|")
    let axis = WindowAxis(kernel: 4, stride: 2, padding: 1)
    let maps = [(128, 1292, 1), (64, 646, 32), (32, 323, 64), (16, 161, 128), (8, 80, 256)].map {
      MapShape(height: $0.0, width: $0.1, channels: $0.2)
    }
    let settings = BlockSettings(dropout: 0.2)
    for (from, to) in zip(maps, maps.dropFirst()) {
      let name = "convolution \(from.channels) → \(to.channels)"
      let work = 2 * to.count * 16 * from.channels
      let alone = time(from.count) { layer(from, to, axis, &$0) }
      let block = time(from.count) { Block("b", layer(from, to, axis, &$0), settings, in: &$0) }
      show(name, alone, work: work, moved: from.count + to.count, peak)
      show("norm, ReLU, dropout of it", block - alone, work: 0, moved: 2 * to.count, peak)
    }
    for (to, from) in zip(maps, maps.dropFirst()).reversed() {
      let alone = time(from.count) { transposed(from, to, axis, &$0) }
      show(
        "transposed convolution \(from.channels) → \(to.channels)", alone,
        work: 2 * from.count * 16 * to.channels, moved: from.count + to.count, peak)
      guard to.channels > 1 else { continue }
      let block = time(from.count) {
        Block("b", transposed(from, to, axis, &$0), settings, in: &$0)
      }
      show("norm, ReLU, dropout of it", block - alone, work: 0, moved: 2 * to.count, peak)
    }
    for (kernel, stride) in [(3, 1), (3, 2), (5, 2)] {
      let axis = WindowAxis(kernel: kernel, stride: stride, padding: kernel / 2)
      let from = maps[2]
      let to = MapShape(
        height: axis.windows(in: from.height), width: axis.windows(in: from.width),
        channels: maps[3].channels)
      let work = 2 * to.count * kernel * kernel * from.channels
      let name = "\(from.channels) → \(to.channels), kernel \(kernel), stride \(stride)"
      show(
        "convolution \(name)", time(from.count) { layer(from, to, axis, &$0) }, work: work,
        moved: from.count + to.count, peak)
    }
    let flat = maps[4].count
    for (inputs, outputs) in [(flat, 256), (128, flat)] {
      show(
        "dense \(inputs) → \(outputs)",
        time(inputs) { Dense("d", inputs: inputs, outputs: outputs, in: &$0) },
        work: 2 * inputs * outputs, moved: inputs * outputs / batch, peak)
    }
    let count = 64_458_049
    var optimizer = AdamW(count: count, learningRate: 1e-4, weightDecay: .decoupled(1e-4))
    var values = [Float](repeating: 1, count: count)
    var gradients = values
    let step = median {
      let scale = clippingScale(norm: euclideanNorm(gradients, threads: threads), limit: 0.5)
      optimizer.step(&values, &gradients, scale: scale, threads: threads)
    }
    let moved = Double(count) * 4 * 9 / 1e6
    print(
      "| clip and AdamW, \(count) parameters | | \(rounded(moved)) | | \(rounded(1e3 * step)) | | |"
    )
  }

  private func layer(
    _ from: MapShape, _ to: MapShape, _ axis: WindowAxis, _ layout: inout Layout
  ) -> Convolution {
    Convolution(
      "c", input: from, channels: to.channels, vertical: axis, horizontal: axis, in: &layout)
  }

  private func transposed(
    _ from: MapShape, _ to: MapShape, _ axis: WindowAxis, _ layout: inout Layout
  ) -> TransposedConvolution {
    TransposedConvolution(
      "t", output: to, units: from.channels, vertical: axis, horizontal: axis, in: &layout)
  }

  /// Seconds forward and backward.
  private func time<Timed: Layer>(
    _ columns: Int, _ make: (inout Layout) -> Timed
  ) -> SIMD2<Double> {
    var layout = Layout()
    let layer = make(&layout)
    let parameters = Parameters(layout, seed: 1, threads: threads)
    var gradients = [Float](repeating: 0, count: layout.parameterCount)
    var pass = Pass(layout, seed: 1, threads: threads)
    var times: [SIMD2<Double>] = []
    for _ in 0...repeats {
      var x = pass.workspace.matrix(rows: batch, columns: columns)
      for i in x.elements.indices { x.elements[i] = Float(i % 251) / 251 }
      let begin = ContinuousClock.now
      // Nothing is kept here: memory that somebody else may read would be copied, not reused.
      let (y, cache) = layer.forward(consume x, parameters, &pass)
      let middle = ContinuousClock.now
      let dx = layer.backward(
        consume y, consume cache, parameters, accumulatingInto: &gradients, &pass)
      times.append(SIMD2((middle - begin) / .seconds(1), seconds(since: middle)))
      pass.workspace.recycle(dx)
    }
    // The first takes fresh memory.
    times.removeFirst()
    func middle(_ part: Int) -> Double { times.map { $0[part] }.sorted()[times.count / 2] }
    return SIMD2(middle(0), middle(1))
  }

  private func median(_ body: () -> Void) -> Double {
    let times = (0...repeats).map { _ in
      let begin = ContinuousClock.now
      body()
      return seconds(since: begin)
    }
    return times.dropFirst().sorted()[repeats / 2]
  }

  /// The most that OpenBLAS does here, in GFLOP/s.
  private func sgemmPeak() -> Double {
    let n = 2048
    let a = Matrix(rows: n, columns: n, repeating: 1)
    var c = a
    return 2e-9 * Double(n * n * n)
      / median { multiply(a, .asStored, a, .asStored, into: &c, threads: threads) }
  }

  /// One row of the table: work in flops and numbers moved, of a clip one way.
  private func show(
    _ name: String, _ times: SIMD2<Double>, work: Int, moved: Int, _ peak: Double
  ) {
    // Forward, and both gradients.
    let flops = 3e-9 * Double(work * batch)
    let rate = flops / times.sum()
    let share = work > 0 ? "\(rounded(rate)) | \(rounded(rate / peak))" : " | "
    print(
      "| \(name) | \(rounded(flops)) | \(rounded(4e-6 * Double(moved * batch))) "
        + "| \(rounded(1e3 * times[0])) | \(rounded(1e3 * times[1])) | \(share) |")
  }
}

/// Three digits.
private func rounded(_ value: Double) -> String { String(format: "%.3g", value) }
