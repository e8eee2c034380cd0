package main

import (
	"archive/zip"
	"bytes"
	little "encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/geo/partition"
	"github.com/redsail/redsail/internal/city"
)

// step is one import: what stands behind `redsail`, and the same in words that the page has.
type step struct {
	// Args are those of the command, but for the store; the last is the file.
	Args []string `json:"args"`
}

// messy makes the files that a city really has out of one that is known, into a folder.
type messy struct {
	testing.TB
	dir, store string
	records    []city.Record // areas, buildings and places, by kind, layer and code
	steps      []step
}

func (m *messy) path(name string) string { return filepath.Join(m.dir, name) }

func (m *messy) write(name string, content []byte) string {
	m.Helper()
	if err := os.WriteFile(m.path(name), content, 0o600); err != nil {
		m.Fatal(err)
	}
	return m.path(name)
}

func (m *messy) step(args ...string) { m.steps = append(m.steps, step{args}) }

// of are the contents of a kind and layer.
func of[T city.Content](m *messy, layer string) (out []T) {
	for i := range m.records {
		if c, is := m.records[i].Content.(T); is && c.Key().Layer == layer {
			out = append(out, c)
		}
	}
	return out
}

// gbk is a text as old programs write it.
func (m *messy) gbk(text string) []byte {
	m.Helper()
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	if err != nil {
		m.Fatal(err)
	}
	return b
}

// shapefile writes a layer as a Shapefile in zone 39 of CGCS2000, its table in GBK under Chinese
// headings and without a .cpg that would say so.
func (m *messy) shapefile(layer, code string, columns []string, row func(i int) []string) {
	m.Helper()
	exported := m.path("exported-" + layer + ".zip")
	mustRun(m, "export", "--store", m.store, "--layer", layer, "--format", "shp", "--crs", "EPSG:4527", "--out", exported)
	in, err := zip.OpenReader(exported)
	if err != nil {
		m.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	records := 0
	for _, e := range in.File {
		f, err := e.Open()
		if err != nil {
			m.Fatal(err)
		}
		content, err := io.ReadAll(f)
		if err != nil {
			m.Fatal(err)
		}
		switch ext := filepath.Ext(e.Name); ext {
		case ".dbf":
			records = int(little.LittleEndian.Uint32(content[4:]))
			content = m.table(records, columns, row)
			fallthrough
		case ".shp", ".shx", ".prj":
			part, err := w.Create("边界" + ext)
			if err == nil {
				_, err = part.Write(content)
			}
			if err != nil {
				m.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		m.Fatal(err)
	}
	if err := in.Close(); err != nil {
		m.Fatal(err)
	}
	if err := os.Remove(exported); err != nil {
		m.Fatal(err)
	}
	if records == 0 {
		m.Fatalf("%s: an empty Shapefile", layer)
	}
	m.write(layer+".zip", out.Bytes())
}

// table is a dBase table in GBK.
func (m *messy) table(records int, columns []string, row func(i int) []string) []byte {
	const width = 80
	var b bytes.Buffer
	head := make([]byte, 32)
	head[0], head[1], head[2], head[3] = 3, 126, 7, 1
	little.LittleEndian.PutUint32(head[4:], uint32(records))
	little.LittleEndian.PutUint16(head[8:], uint16(32+32*len(columns)+1))
	little.LittleEndian.PutUint16(head[10:], uint16(1+width*len(columns)))
	b.Write(head)
	for _, c := range columns {
		field := make([]byte, 32)
		copy(field[:10], m.gbk(c))
		field[11], field[16] = 'C', width
		b.Write(field)
	}
	b.WriteByte('\r')
	for i := range records {
		b.WriteByte(' ')
		for _, cell := range row(i) {
			text := m.gbk(cell)
			b.Write(append(text, bytes.Repeat([]byte{' '}, width-len(text))...))
		}
	}
	b.WriteByte(0x1a)
	return b.Bytes()
}

// townGrid takes a position to the grid of the town: zone 39, turned by 17.25°, with numbers of its own.
func (m *messy) townGrid(p geo.Point) orb.Point {
	m.Helper()
	zone, err := crs.Parse("EPSG:4527")
	if err != nil {
		m.Fatal(err)
	}
	q, err := zone.FromWGS84(p.LonLat())
	if err != nil {
		m.Fatal(err)
	}
	sin, cos := math.Sincos(17.25 * math.Pi / 180)
	x, y := q[0]-39_749_000, q[1]-4_285_000
	return orb.Point{50_000 + cos*x - sin*y, 30_000 + sin*x + cos*y}
}

// drawing writes a layer as a DXF in GBK in the grid of the town, with code and name in each area,
// and the points that tie it to the world.
func (m *messy) drawing(layer string) {
	m.Helper()
	var b bytes.Buffer
	line := func(code int, value string) { fmt.Fprintf(&b, "%d\n%s\n", code, m.gbk(value)) }
	at := func(p geo.Point) {
		q := m.townGrid(p)
		line(10, strconv.FormatFloat(q[0], 'f', 4, 64))
		line(20, strconv.FormatFloat(q[1], 'f', 4, 64))
	}
	for _, v := range []string{"SECTION", "HEADER"} {
		line(map[string]int{"SECTION": 0, "HEADER": 2}[v], v)
	}
	line(9, "$ACADVER")
	line(1, "AC1018")
	line(9, "$DWGCODEPAGE")
	line(3, "ANSI_936")
	line(0, "ENDSEC")
	line(0, "SECTION")
	line(2, "ENTITIES")
	box := geo.EmptyBox()
	for _, a := range of[*city.Area](m, layer) {
		if len(a.Shape) != 1 || len(a.Shape[0]) != 1 {
			m.Fatalf("%s has a hole or several parts: a drawing has neither", a.Key())
		}
		box = box.Union(a.Shape.Box())
		line(0, "LWPOLYLINE")
		line(8, "网格线")
		line(70, "1")
		for _, p := range a.Shape[0][0] {
			at(p)
		}
		label := partition.LabelPoint(a.Shape)
		for name, text := range map[string]string{"编号": a.Code, "名称": a.Names.Zh} {
			line(0, "TEXT")
			line(8, name)
			at(label)
			line(1, text)
		}
	}
	line(0, "LINE") // what else stands in a drawing
	line(8, "道路")
	line(0, "ENDSEC")
	line(0, "EOF")
	m.write(layer+".dxf", b.Bytes())
	control := "点名,x,y,lon,lat\n"
	for i, p := range []geo.Point{box.Min, {X: box.Max.X, Y: box.Min.Y}, box.Max, {X: box.Min.X, Y: box.Max.Y}} {
		q, w := m.townGrid(p), p.LonLat()
		control += fmt.Sprintf("K%d,%.4f,%.4f,%.7f,%.7f\n", i+1, q[0], q[1], w[0], w[1])
	}
	m.write("control.csv", []byte(control))
}

// workbook writes a table as offices do: a title over merged cells, groups over the headings, a
// row of sums and a note below.
func (m *messy) workbook(name, title string, groups [][2]string, heads []string, rows [][]string) string {
	m.Helper()
	f := excelize.NewFile()
	const sheet = "Sheet1"
	put := func(column, row int, value string) {
		cell, err := excelize.CoordinatesToCellName(column, row)
		if err == nil {
			err = f.SetCellStr(sheet, cell, value)
		}
		if err != nil {
			m.Fatal(err)
		}
	}
	merge := func(fromC, fromR, toC, toR int) {
		from, err1 := excelize.CoordinatesToCellName(fromC, fromR)
		to, err2 := excelize.CoordinatesToCellName(toC, toR)
		if err1 != nil || err2 != nil {
			m.Fatal(err1, err2)
		}
		if err := f.MergeCell(sheet, from, to); err != nil {
			m.Fatal(err)
		}
	}
	put(1, 1, title)
	merge(1, 1, len(heads), 1)
	for i, head := range heads {
		group := slices.IndexFunc(groups, func(g [2]string) bool { return g[0] == head })
		if group < 0 { // one heading over two rows
			put(i+1, 2, head)
			merge(i+1, 2, i+1, 3)
			continue
		}
		put(i+1, 3, head)
		if i == 0 || !slices.ContainsFunc(groups, func(g [2]string) bool { return g[0] == heads[i-1] && g[1] == groups[group][1] }) {
			put(i+1, 2, groups[group][1])
			last := i
			for last+1 < len(heads) && slices.Contains(groups, [2]string{heads[last+1], groups[group][1]}) {
				last++
			}
			merge(i+1, 2, last+1, 2)
		}
	}
	for r, row := range rows {
		for c, cell := range row {
			if cell != "" {
				put(c+1, r+4, cell)
			}
		}
	}
	put(1, len(rows)+4, "合计")
	put(1, len(rows)+5, "注：数据来自各街道上报")
	path := m.path(name)
	if err := f.SaveAs(path); err != nil {
		m.Fatal(err)
	}
	return path
}

// wide writes the digits of a text as full-width ones.
func wide(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, text)
}

// digitsOf is a count as it is written, or nothing.
func digitsOf(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// inJSON is a value as a cell holds it; empty where there is nothing.
func (m *messy) inJSON(v any) string {
	m.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		m.Fatal(err)
	}
	if s := string(text); s != "null" && s != "{}" && s != "[]" {
		return s
	}
	return ""
}

// doors are entrances as cells hold them.
func doors(list []geo.Point) (out [][2]float64) {
	for _, p := range list {
		q := p.LonLat()
		out = append(out, [2]float64{q[0], q[1]})
	}
	return out
}
