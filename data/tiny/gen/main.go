// Command gen writes the tiny made-up coverage into data/tiny (go run ./data/tiny/gen,
// in the repository's root): one district, two streets, four communities, twenty-four
// grids, nine compounds and two overlay areas. Same code, same bytes.
//
// It has what real coverages have: bent borders shared exactly, an exclave (one
// community has a part inside another, which therefore has a hole), a special-purpose
// grid enclosed by another grid, compounds in several grids, overlays that cross streets.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	files, err := coverage()
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join("data", "tiny", f.name), f.data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// plan assigns the cells to grids: A–F make the first community, G–L the second, and so
// on. The single L in the second row is the exclave, X the enclosed grid.
const plan = `
AAABBBMMMNNN
AALBCCMMOONN
DDDECCPOOQQN
DDEEEFPPOQRR
GGHHFFSSSTRR
GIIHJJSXSTTU
KKIJJLSSSVTU
KKKLLLWWVVVU`

// The numbering follows the national form but begins with 3720, a prefecture that has
// never been assigned.
const districtCode = "372001"

var (
	streetNames    = []string{"帆影西街道", "帆影东街道"}
	communityNames = []string{"望帆社区", "听潮社区", "归帆社区", "灯塔社区"}
)

// compounds by name, community and cells; all cells of one are in that community. Two
// lie in two grids each, and grid K holds two of them wholly.
var compounds = []struct {
	name      string
	community int
	cells     []cell
}{
	{"望帆花园", 0, []cell{{0, 1}}},
	{"海棠苑", 0, []cell{{2, 4}}},
	{"听潮里", 1, []cell{{6, 1}, {6, 2}}}, // grids K and I
	{"银沙小区", 1, []cell{{7, 0}}},
	{"银滩小区", 1, []cell{{7, 1}}},
	{"归帆雅居", 2, []cell{{0, 7}}},
	{"双桥小区", 2, []cell{{2, 8}, {2, 9}}}, // grids O and Q
	{"灯塔新村", 3, []cell{{5, 9}, {5, 10}}},
	{"南岸小区", 3, []cell{{7, 6}, {7, 7}}},
}

// overlays cross communities and streets, and each other.
var overlays = []struct {
	code, name string
	cells      []cell
}{
	{"belt-1", "帆湾示范带", []cell{{3, 3}, {3, 4}, {3, 5}, {3, 6}, {3, 7}}},
	{"park-1", "帆湾产业园", []cell{{3, 6}, {3, 7}, {4, 6}, {4, 7}}},
}

// file is one GeoJSON file to be written.
type file struct {
	name string
	data []byte
}

// feature is an area; cells join to its shape, which share then shrinks (1 = not at all).
type feature struct {
	code, name, parent, kind string
	cells                    []cell
	share                    float64
}

func coverage() ([]file, error) {
	layers := []struct {
		key      string
		features []feature
	}{
		{"district", []feature{{code: districtCode, name: "帆影区", cells: cellsOf('A', 'X'), share: 1}}},
		{"street", streets()},
		{"community", communities()},
		{"compound", compoundFeatures()},
		{"grid", grids()},
		{"overlay", overlayFeatures()},
	}
	var out []file
	for _, l := range layers {
		data, err := geojson(l.key, l.features)
		if err != nil {
			return nil, fmt.Errorf("layer %s: %w", l.key, err)
		}
		out = append(out, file{name: l.key + ".geojson", data: data})
	}
	return out, nil
}

// cellsOf lists the cells of the grids from first to last, in reading order.
func cellsOf(first, last byte) []cell {
	var out []cell
	for row, line := range strings.Split(strings.TrimSpace(plan), "\n") {
		for col := range len(line) {
			if line[col] >= first && line[col] <= last {
				out = append(out, cell{row: row, col: col})
			}
		}
	}
	return out
}

const gridsEach = 6 // grids in a community; two communities make a street

func streetCode(i int) string    { return fmt.Sprintf("%s%03d", districtCode, i+1) }
func communityCode(i int) string { return fmt.Sprintf("%s%03d", streetCode(i/2), i%2+1) }

func letters(community, n int) (first, last byte) {
	first = 'A' + byte(community*gridsEach)
	return first, first + byte(n*gridsEach-1)
}

func streets() []feature {
	var out []feature
	for i, name := range streetNames {
		first, last := letters(2*i, 2)
		out = append(out, feature{code: streetCode(i), name: name, parent: districtCode, cells: cellsOf(first, last), share: 1})
	}
	return out
}

func communities() []feature {
	var out []feature
	for i, name := range communityNames {
		first, last := letters(i, 1)
		out = append(out, feature{code: communityCode(i), name: name, parent: streetCode(i / 2), cells: cellsOf(first, last), share: 1})
	}
	return out
}

func grids() []feature {
	var out []feature
	for i, community := range communityNames {
		first, last := letters(i, 1)
		for g := first; g <= last; g++ {
			n := int(g-first) + 1
			f := feature{
				code:   fmt.Sprintf("%s%03d", communityCode(i), n),
				name:   fmt.Sprintf("%s第%d网格", community, n),
				parent: communityCode(i),
				kind:   "ordinary",
				cells:  cellsOf(g, g),
				share:  1,
			}
			if g == 'X' {
				f.name, f.kind = "灯塔市场专属网格", "special"
			}
			out = append(out, f)
		}
	}
	return out
}

func compoundFeatures() []feature {
	var out []feature
	for i, c := range compounds {
		out = append(out, feature{
			code: fmt.Sprintf("compound-%02d", i+1), name: c.name, parent: communityCode(c.community), cells: c.cells, share: 0.8,
		})
	}
	return out
}

func overlayFeatures() []feature {
	var out []feature
	for _, o := range overlays {
		out = append(out, feature{code: o.code, name: o.name, cells: o.cells, share: 0.9})
	}
	return out
}

// geojson writes one feature a line, so that a change can be read as a difference.
func geojson(layer string, features []feature) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"type\":\"FeatureCollection\",\n\"name\":%q,\n", layer)
	b.WriteString("\"note\":\"演示数据（虚构） Made-up data: no such place, no such codes. Written by data/tiny/gen.\",\n\"features\":[\n")
	for i, f := range features {
		rings, err := boundary(f.cells)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.code, err)
		}
		if f.share < 1 {
			rings[0] = shrunk(rings[0], f.share)
		}
		if i > 0 {
			b.WriteString(",\n")
		}
		writeFeature(&b, f, polygons(rings))
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

func writeFeature(b *bytes.Buffer, f feature, shape [][][]point) {
	fmt.Fprintf(b, `{"type":"Feature","properties":{"code":%q,"name":%q`, f.code, f.name)
	if f.parent != "" {
		fmt.Fprintf(b, `,"parent":%q`, f.parent)
	}
	if f.kind != "" {
		fmt.Fprintf(b, `,"kind":%q`, f.kind)
	}
	b.WriteString(`},"geometry":{"type":`)
	if len(shape) == 1 {
		b.WriteString(`"Polygon","coordinates":`)
		writePolygon(b, shape[0])
	} else {
		b.WriteString(`"MultiPolygon","coordinates":[`)
		for i, p := range shape {
			if i > 0 {
				b.WriteByte(',')
			}
			writePolygon(b, p)
		}
		b.WriteByte(']')
	}
	b.WriteString("}}")
}

func writePolygon(b *bytes.Buffer, rings [][]point) {
	b.WriteByte('[')
	for i, r := range rings {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('[')
		for _, p := range r {
			writePoint(b, p)
			b.WriteByte(',')
		}
		writePoint(b, r[0])
		b.WriteByte(']')
	}
	b.WriteByte(']')
}

// writePoint writes the seven decimals of the lattice: reading it back gives p exactly.
// All points of the mesh are east and north.
func writePoint(b *bytes.Buffer, p point) {
	fmt.Fprintf(b, "[%d.%07d,%d.%07d]", p.x/1e7, p.x%1e7, p.y/1e7, p.y%1e7)
}
