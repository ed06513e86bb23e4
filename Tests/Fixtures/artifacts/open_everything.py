"""Opens every group and dataset of HDF5 files in h5py and xarray, and complains of what users would trip over."""

import sys
import warnings

import h5py
import xarray

warnings.simplefilter("error")


def check(path):
    groups = ["/"]
    with h5py.File(path) as file:
        for name in ["schema", "producer", "configuration"]:
            assert isinstance(file.attrs[name], str), f"{path}: {name} is not a str"
        assert all(isinstance(line, str) for line in file.attrs["inputs"])

        def visit(name, item):
            if isinstance(item, h5py.Group):
                groups.append(name)
                return
            if h5py.check_string_dtype(item.dtype):
                values = item.asstr()[()]
                assert item.size == 0 or isinstance(values.flat[0], str), f"{path}: {name}"
            else:
                item[()]
            for axis, scales in enumerate(item.dims):
                assert h5py.h5ds.is_scale(item.id) or len(scales) == 1, f"{path}: {name} axis {axis} has no scale"

        file.visititems(visit)
    for group in groups:
        with xarray.open_dataset(path, group=group, engine="h5netcdf") as dataset:
            dataset.load()
            assert not any(str(name).startswith("phony") for name in dataset.dims), (path, group)


for path in sys.argv[1:]:
    check(path)
print(f"{len(sys.argv) - 1} files")
