package archive

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redsail/redsail/tiles"
)

// TestTileIDs: those of the examples in the specification, and 12/3423/1763 of its reference.
func TestTileIDs(t *testing.T) {
	for a, want := range map[tiles.Address]uint64{
		{}: 0, {Z: 1}: 1, {Z: 1, Y: 1}: 2, {Z: 1, X: 1, Y: 1}: 3, {Z: 1, X: 1}: 4, {Z: 2}: 5, {Z: 12, X: 3423, Y: 1763}: 19078479,
	} {
		if got := tileID(a); got != want {
			t.Errorf("%v is %d, not %d", a, got, want)
		}
	}
}

// many are entries of n tiles of uneven lengths, with gaps, runs and contents that come again.
func many(n int) []dirEntry {
	r := rand.New(rand.NewPCG(1, 2))
	var out []dirEntry
	id, end := uint64(7), uint64(0)
	for i := range n {
		id += 1 + r.Uint64N(5)
		e := dirEntry{id: id, offset: end, length: 1 + r.Uint32N(1<<14), run: 1 + r.Uint32N(3)}
		if i > 0 && r.IntN(4) == 0 {
			old := out[r.IntN(i)]
			e.offset, e.length = old.offset, old.length
		} else {
			end += uint64(e.length)
		}
		id += uint64(e.run) - 1
		out = append(out, e)
	}
	return out
}

// TestDirectoriesLead: the root stays within the first bytes of a file whatever its size, and
// each tile is found through it.
func TestDirectoriesLead(t *testing.T) {
	for _, n := range []int{0, 1, 1000, 20_000, 600_000} {
		entries := many(n)
		root, leaves, err := directories(entries)
		if err != nil {
			t.Fatal(err)
		}
		if len(root) > headBytes-headerBytes || len(leaves) > 0 != (n >= 20_000) {
			t.Fatalf("%d entries: a root of %d bytes, leaves of %d", n, len(root), len(leaves))
		}
		parse := func(b []byte) []dirEntry {
			raw, err := unpack("directory", b, CompressionGzip, maxDirectoryBytes)
			if err != nil {
				t.Fatal(err)
			}
			out, err := parseDirectory("directory", raw, 1<<40, uint64(len(leaves)))
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		got := parse(root)
		if len(leaves) > 0 {
			tops := got
			got = nil
			for _, top := range tops {
				part := parse(leaves[top.offset : top.offset+uint64(top.length)])
				if top.run != 0 || part[0].id != top.id {
					t.Fatalf("a leaf of %d begins with %d", top.id, part[0].id)
				}
				got = append(got, part...)
			}
		}
		if !slices.Equal(got, entries) {
			t.Errorf("%d entries come back as %d others", n, len(got))
		}
	}
}

// TestFind: first and last tile of a run are found, those beside it are not.
func TestFind(t *testing.T) {
	entries := []dirEntry{{id: 5, length: 1, run: 3}, {id: 10, length: 1}, {id: 20, length: 1, run: 1}}
	for id, want := range map[uint64]bool{4: false, 5: true, 7: true, 8: false, 9: false, 10: true, 19: true, 20: true, 21: false} {
		if _, found := find(entries, id); found != want {
			t.Errorf("tile %d: found %v", id, found)
		}
	}
}

// header3 is a file with these directories, not compressed, and a tile of one byte.
func header3(root, leaves []byte) []byte {
	h := pmHeader{
		root: section{headerBytes, uint64(len(root))}, internal: CompressionNone, compression: CompressionNone, kind: TypePNG, maxZoom: 3,
	}
	h.leaves = section{h.root.offset + h.root.length, uint64(len(leaves))}
	h.data = section{h.leaves.offset + h.leaves.length, 1}
	return append(append(append(h.append(nil), root...), leaves...), 'x')
}

// TestHostileFiles: what leads out of the file, in circles, or to more than there is memory for
// is refused, and told where.
func TestHostileFiles(t *testing.T) {
	tile := []dirEntry{{id: 0, length: 1, run: 1}}
	good := header3(appendDirectory(nil, tile), nil)
	bomb, err := packGzip(make([]byte, maxDirectoryBytes+1))
	if err != nil {
		t.Fatal(err)
	}
	packed := header3(bomb, nil)
	packed[97] = byte(CompressionGzip)
	circle := appendDirectory(nil, []dirEntry{{id: 0, length: 5}})
	set := func(at int, v byte) []byte {
		b := bytes.Clone(good)
		b[at] = v
		return b
	}
	for name, c := range map[string]struct {
		file []byte
		part string
	}{
		"root beyond the end":     {set(16, 200), "header: the root directory"},
		"data beyond the end":     {set(56+7, 255), "header: the tiles"},
		"no root":                 {set(16, 0), "header: there is no root"},
		"zooms":                   {set(101, 32), "header: zooms 0 to 32"},
		"directories in zstd":     {set(97, 4), "header: directories in compression 4"},
		"tiles in compression 9":  {set(98, 9), "header: 9 is no compression"},
		"entries without bytes":   {header3([]byte{0xff, 0xff, 0x7f}, nil), "root directory: 2097151 entries cannot be in 3 bytes"},
		"half a number":           {header3([]byte{0x80}, nil), "root directory: it ends"},
		"an entry twice":          {header3(appendDirectory(nil, append(tile, tile...)), nil), "root directory: entry 1"},
		"a tile outside":          {header3(appendDirectory(nil, []dirEntry{{length: 2, run: 1}}), nil), "root directory: entry 0 leads out"},
		"a leaf outside":          {header3(appendDirectory(nil, []dirEntry{{length: 1}}), nil), "root directory: entry 0 leads out"},
		"no bytes":                {header3(appendDirectory(nil, []dirEntry{{run: 1}}), nil), "root directory: entry 0 leads out"},
		"bytes behind":            {header3(append(appendDirectory(nil, tile), 0), nil), "root directory: 1 bytes follow"},
		"gzip that is none":       {set(97, 2), "root directory: it is not gzip"},
		"gzip without end":        {packed, "root directory: unpacked it is more than"},
		"leaves in a circle":      {header3(circle, circle), "leaf directories: they are more than 2 deep"},
		"a leaf that is no leaf":  {header3(appendDirectory(nil, []dirEntry{{length: 3}}), []byte{1, 2, 3}), "leaf directory at "},
		"metadata beyond the end": {set(24+15, 1), "header: the metadata"},
	} {
		path := filepath.Join(t.TempDir(), "hostile")
		if err := os.WriteFile(path, c.file, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Open(path)
		if err == nil {
			_, _, err = r.Tile(t.Context(), 0, 0, 0)
			if cerr := r.Close(); cerr != nil {
				t.Error(cerr)
			}
		}
		var format *FormatError
		if !errors.As(err, &format) || !strings.HasPrefix(format.Part+": "+format.Reason, c.part) {
			t.Errorf("%s: %v, which is not %q", name, err, c.part)
		}
	}
	path := filepath.Join(t.TempDir(), "good")
	if err := os.WriteFile(path, good, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, found, err := r.Tile(t.Context(), 0, 0, 0); string(b) != "x" || !found || err != nil {
		t.Errorf("the file that all others were made of: %q %v %v", b, found, err)
	}
}

// FuzzPMTiles: no file makes the reader panic, or give a tile that is longer than the file.
func FuzzPMTiles(f *testing.F) {
	f.Add(header3(appendDirectory(nil, []dirEntry{{id: 0, length: 1, run: 9}}), nil))
	leaf := appendDirectory(nil, []dirEntry{{id: 2, length: 1, run: 1}})
	f.Add(header3(appendDirectory(nil, []dirEntry{{id: 0, length: uint32(len(leaf))}}), leaf))
	f.Fuzz(func(t *testing.T, file []byte) {
		path := filepath.Join(t.TempDir(), "fuzz")
		if err := os.WriteFile(path, append([]byte(magicPM+"\x03"), file[min(len(file), 8):]...), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Open(path)
		if err != nil {
			return
		}
		defer r.Close()
		for _, a := range []tiles.Address{{}, {Z: 1, X: 1}, {Z: 3, X: 7, Y: 7}, {Z: 31, X: 1<<31 - 1}} {
			b, _, err := r.Tile(t.Context(), a.Z, a.X, a.Y)
			if err == nil && len(b) > len(file)+8 {
				t.Errorf("a tile of %d bytes from a file of %d", len(b), len(file))
			}
		}
		_ = r.Header()
	})
}

// FuzzMBTiles: the same for databases.
func FuzzMBTiles(f *testing.F) {
	f.Add(uint16(100), byte(1), uint16(4096), byte(13))
	good := goodMBTiles(f)
	f.Fuzz(func(t *testing.T, at uint16, v byte, at2 uint16, v2 byte) {
		b := bytes.Clone(good)
		b[16+int(at)%(len(b)-16)] = v
		b[16+int(at2)%(len(b)-16)] = v2
		path := filepath.Join(t.TempDir(), "fuzz")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Open(path)
		if err != nil {
			return
		}
		defer r.Close()
		if tile, _, err := r.Tile(t.Context(), 1, 0, 1); err == nil && len(tile) > len(b) {
			t.Errorf("a tile of %d bytes from a file of %d", len(tile), len(b))
		}
	})
}

func goodMBTiles(t testing.TB) []byte {
	var out bytes.Buffer
	all := func(yield func(tiles.Placed, error) bool) {
		yield(tiles.Placed{Address: tiles.Address{Z: 1, Y: 1}, Tile: tiles.Tile{Gzip: []byte("tile")}}, nil)
	}
	if _, err := Write(t.Context(), MBTiles, &out, t.TempDir(), Info{MinZoom: 1, MaxZoom: 1, Bounds: world, Metadata: Metadata{}}, all); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
