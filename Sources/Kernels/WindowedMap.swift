internal import CKernels

/// A map, and the windows laid over it: the shape of a convolution.
///
/// A map has (height, width, channels), the windows (rows, columns, units), innermost last; weights
/// are (units, kernel height, kernel width, channels).
public struct WindowedMap: Sendable, Equatable {
  /// How a window moves along one axis.
  public struct Axis: Sendable, Equatable {
    let kernel: Int
    let stride: Int
    let padding: Int

    /// An axis: positions that a window covers, positions to the next, zeros before the map.
    public init(kernel: Int, stride: Int, padding: Int) {
      (self.kernel, self.stride, self.padding) = (kernel, stride, padding)
    }

    var inC: ck_axis { ck_axis(kernel: kernel, stride: stride, padding: padding) }
  }

  let map: (height: Int, width: Int, channels: Int)
  let windows: (rows: Int, columns: Int, units: Int)
  let vertical: Axis
  let horizontal: Axis

  /// A shape. Windows may reach beyond the map on all sides, where it is zero.
  public init(
    map: (height: Int, width: Int, channels: Int),
    windows: (rows: Int, columns: Int, units: Int), vertical: Axis, horizontal: Axis
  ) {
    (self.map, self.windows) = (map, windows)
    (self.vertical, self.horizontal) = (vertical, horizontal)
  }

  public static func == (a: WindowedMap, b: WindowedMap) -> Bool {
    a.map == b.map && a.windows == b.windows && a.vertical == b.vertical
      && a.horizontal == b.horizontal
  }

  /// Numbers of one map.
  var mapCount: Int { map.height * map.width * map.channels }
  /// Numbers of the windows over one map.
  var windowsCount: Int { windows.rows * windows.columns * windows.units }
  /// Numbers under a window.
  var termCount: Int { vertical.kernel * horizontal.kernel * map.channels }
  /// Numbers of the weights.
  var weightCount: Int { windows.units * termCount }

  var inC: ck_patches {
    ck_patches(
      height: map.height, width: map.width, channels: map.channels, rows: windows.rows,
      columns: windows.columns, units: windows.units, vertical: vertical.inC,
      horizontal: horizontal.inC)
  }
}
