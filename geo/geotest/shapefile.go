package geotest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"
)

// Field is a column of a dBASE table: a name and a type (C, N, F, L, D) in the bytes of
// the file, and a width.
type Field struct {
	Name  string
	Kind  byte
	Width int
}

// Row is a record of a Shapefile: rings of x, y pairs (none is a null shape), its cells
// as the bytes in the file, and the deletion mark.
type Row struct {
	Rings   [][][2]float64
	Cells   []string
	Deleted bool
}

// Shapefile makes the files of a small Shapefile of polygons, so that tests can bend
// each byte.
type Shapefile struct {
	Type   uint32 // 5 Polygon, 15 PolygonZ, 25 PolygonM
	Driver byte   // language driver of the table
	Fields []Field
	Rows   []Row
}

// Square is a clockwise ring, the direction of an outer ring in a Shapefile.
func Square(x, y, side float64) [][2]float64 {
	return [][2]float64{{x, y}, {x, y + side}, {x + side, y + side}, {x + side, y}, {x, y}}
}

// Backwards is the ring the other way round.
func Backwards(ring [][2]float64) [][2]float64 {
	out := make([][2]float64, len(ring))
	for i, p := range ring {
		out[len(ring)-1-i] = p
	}
	return out
}

// Town is a Shapefile of one square with a code and a name.
func Town() Shapefile {
	return Shapefile{
		Type:   5,
		Fields: []Field{{Name: "code", Kind: 'C', Width: 12}, {Name: "name", Kind: 'C', Width: 30}},
		Rows:   []Row{{Rings: [][][2]float64{Square(116, 35, 1)}, Cells: []string{"370811001001", "town"}}},
	}
}

// SHP is the main file.
func (s Shapefile) SHP() []byte {
	var body []byte
	for i, row := range s.Rows {
		shape := s.shape(row.Rings)
		body = binary.BigEndian.AppendUint32(body, uint32(i+1))
		body = binary.BigEndian.AppendUint32(body, uint32(len(shape)/2))
		body = append(body, shape...)
	}
	out := make([]byte, 100, 100+len(body))
	binary.BigEndian.PutUint32(out, 9994)
	binary.BigEndian.PutUint32(out[24:], uint32(100+len(body))/2)
	binary.LittleEndian.PutUint32(out[28:], 1000)
	binary.LittleEndian.PutUint32(out[32:], s.Type)
	return append(out, body...)
}

func (s Shapefile) shape(rings [][][2]float64) []byte {
	if len(rings) == 0 {
		return make([]byte, 4)
	}
	out := binary.LittleEndian.AppendUint32(nil, s.Type)
	out = append(out, make([]byte, 32)...) // the box: readers do not need it
	points := 0
	for _, r := range rings {
		points += len(r)
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(len(rings)))
	out = binary.LittleEndian.AppendUint32(out, uint32(points))
	start := 0
	for _, r := range rings {
		out = binary.LittleEndian.AppendUint32(out, uint32(start))
		start += len(r)
	}
	for _, r := range rings {
		for _, p := range r {
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(p[0]))
			out = binary.LittleEndian.AppendUint64(out, math.Float64bits(p[1]))
		}
	}
	switch s.Type {
	case 15:
		out = append(out, make([]byte, 2*(16+8*points))...)
	case 25:
		out = append(out, make([]byte, 16+8*points)...)
	}
	return out
}

// DBF is the attribute table.
func (s Shapefile) DBF() []byte {
	width := 1
	for _, f := range s.Fields {
		width += f.Width
	}
	size := 32 + 32*len(s.Fields) + 1
	out := make([]byte, 32, size+len(s.Rows)*width+1)
	out[0], out[29] = 3, s.Driver
	binary.LittleEndian.PutUint32(out[4:], uint32(len(s.Rows)))
	binary.LittleEndian.PutUint16(out[8:], uint16(size))
	binary.LittleEndian.PutUint16(out[10:], uint16(width))
	for _, f := range s.Fields {
		d := make([]byte, 32)
		copy(d[:11], f.Name)
		d[11], d[16] = f.Kind, byte(f.Width)
		out = append(out, d...)
	}
	out = append(out, 0x0d)
	for _, row := range s.Rows {
		mark := byte(' ')
		if row.Deleted {
			mark = '*'
		}
		out = append(out, mark)
		for i, f := range s.Fields {
			cell := row.Cells[i]
			out = append(out, cell[:min(len(cell), f.Width)]...)
			out = append(out, strings.Repeat(" ", max(0, f.Width-len(cell)))...)
		}
	}
	return append(out, 0x1a)
}

// Entry is one file of an archive.
type Entry struct {
	Name string
	Body []byte
}

// Entries are the files of the Shapefile under a common stem, with more beside them.
func (s Shapefile) Entries(stem string, more ...Entry) []Entry {
	return append([]Entry{{stem + ".shp", s.SHP()}, {stem + ".dbf", s.DBF()}}, more...)
}

// Zip packs entries, names in the bytes given.
func Zip(t testing.TB, entries ...Entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.CreateHeader(&zip.FileHeader{Name: e.Name, Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(e.Body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
