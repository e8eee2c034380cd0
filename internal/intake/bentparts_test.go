package intake_test

import (
	"archive/zip"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
)

// unzippedShapes are Shapefiles beside one another in a folder. A seed of them is an archive, which only
// carries the parts.
const unzippedShapes = "shp"

// unzipped takes the Shapefile of that name out of a seed of unzippedShapes.
func unzipped(name string, take importer) importer {
	return func(w *staffed, path string, replace bool) (any, error) {
		w.Helper()
		dir, err := os.MkdirTemp(w.dir, "shapes-*")
		if err != nil {
			w.Fatalf("%v", err)
		}
		defer os.RemoveAll(dir)
		z, err := zip.OpenReader(path)
		if err != nil {
			w.Fatalf("%v", err)
		}
		defer z.Close()
		for _, f := range z.File {
			part, err := readEntry(f)
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, filepath.Base(f.Name)), part, 0o600)
			}
			if err != nil {
				w.Fatalf("%v", err)
			}
		}
		return take(w, filepath.Join(dir, name+".shp"), replace)
	}
}

// packedStreets are those of bentStreets as a PBF file of OpenStreetMap, not compressed, so that what is
// bent is what is read.
func packedStreets() []byte {
	texts := []string{"", "barrier", "gate", "highway", "residential", "name", "建设路", "footway", "wall"}
	var table []byte
	for _, text := range texts {
		table = appendBytes(table, 1, []byte(text))
	}
	const lat, lon = 386_970_000, 1_198_510_000 // in steps of 100 nanodegrees
	nodes := appendBytes(nil, 1, deltas(1, 2, 3, 4, 5))
	nodes = appendBytes(nodes, 8, deltas(lat, lat, lat+20_000, lat-20_000, lat+20_000))
	nodes = appendBytes(nodes, 9, deltas(lon, lon+20_000, lon+20_000, lon+20_000, lon+40_000))
	nodes = appendBytes(nodes, 10, varints(0, 0, 1, 2, 0, 0, 0)) // the third is a gate
	ways := slices.Concat(
		packedWay(10, []uint64{3, 5}, []uint64{4, 6}, 1, 2),
		packedWay(11, []uint64{3}, []uint64{7}, 4, 2, 3),
		packedWay(12, []uint64{1}, []uint64{8}, 3, 5),
	)
	head := appendBytes(appendBytes(nil, 4, []byte("OsmSchema-V0.6")), 4, []byte("DenseNodes"))
	block := appendBytes(appendBytes(nil, 1, table), 2, appendBytes(nil, 2, nodes))
	return append(appendBlob(nil, "OSMHeader", head), appendBlob(nil, "OSMData", appendBytes(block, 2, ways))...)
}

// packedWay is a way in a group.
func packedWay(id uint64, keys, values []uint64, nodes ...int64) []byte {
	way := binary.AppendUvarint([]byte{1 << 3}, id)
	way = appendBytes(appendBytes(way, 2, varints(keys...)), 3, varints(values...))
	return appendBytes(nil, 3, appendBytes(way, 8, deltas(nodes...)))
}

// appendBlob adds a block with its head.
func appendBlob(out []byte, kind string, block []byte) []byte {
	blob := appendBytes(nil, 1, block)
	head := appendBytes(nil, 1, []byte(kind))
	head = binary.AppendUvarint(append(head, 3<<3), uint64(len(blob)))
	out = binary.BigEndian.AppendUint32(out, uint32(len(head)))
	return append(append(out, head...), blob...)
}

// appendBytes adds a field of bytes of a message.
func appendBytes(out []byte, field uint64, b []byte) []byte {
	out = binary.AppendUvarint(out, field<<3|2)
	return append(binary.AppendUvarint(out, uint64(len(b))), b...)
}

func varints(list ...uint64) (out []byte) {
	for _, v := range list {
		out = binary.AppendUvarint(out, v)
	}
	return out
}

// deltas are numbers as the differences between them.
func deltas(list ...int64) (out []byte) {
	last := int64(0)
	for _, v := range list {
		out, last = binary.AppendVarint(out, v-last), v
	}
	return out
}
