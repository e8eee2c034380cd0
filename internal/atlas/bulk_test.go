package atlas_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// bulkPicture has areas u and l at the corner, and codes that CSV must put in quotes.
func bulkPicture(t testing.TB) *atlas.Picture {
	t.Helper()
	store := openStore(t, `
layers:
  - {key: upper, name: {zh: 上, en: U}, parent: "", partition: true}
  - {key: lower, name: {zh: 下, en: L}, parent: upper, partition: true}
  - {key: yard, name: {zh: 院, en: Y}, parent: "", partition: false}
`)
	apply(t, store, always(
		area("upper", "u", "", rect(0, 0, 20, 10)), area("lower", "l", "u", rect(0, 0, 10, 10)),
		area("yard", `a,"b"`, "", rect(0, 0, 20, 10)), area("yard", "small", "", rect(0, 0, 5, 10)),
	))
	return openAtlas(t, store, nil).Current()
}

const (
	head   = "upper_code,lower_code,yard_code,revision,error"
	atBoth = `u,l,"small;a,""b""",1,` // at 116.00001,39.00001
	atGap  = `u,,"a,""b""",1,`        // at 116.0015,39.00001: no lower area
)

var codes = atlas.Bulk{LonField: "lon", LatField: "lat", Columns: atlas.ColumnsCodes}

func TestLocateCSV(t *testing.T) {
	pic := bulkPicture(t)
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("名,lon,lat\n红帆,116.00001,39.00001\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, in, out string
		lines, errors int64
	}{
		{"plain", "lon,lat\n116.00001,39.00001\n", "lon,lat," + head + "\n116.00001,39.00001," + atBoth + "\n", 1, 0},
		{"text kept", "id,lon,lat,t\n007, 116.000010 ,+39.00001e0,\" x\"\n", "id,lon,lat,t," + head + "\n007, 116.000010 ,+39.00001e0,\" x\"," + atBoth + "\n", 1, 0},
		{"no last line end", "lon,lat\n116.0015,39.00001", "lon,lat," + head + "\n116.0015,39.00001," + atGap + "\n", 1, 0},
		{"CRLF", "lon,lat\r\n116.0015,39.00001\r\n", "lon,lat," + head + "\r\n116.0015,39.00001," + atGap + "\r\n", 1, 0},
		{"BOM", "\ufefflon,lat\n116.0015,39.00001\n", "\ufefflon,lat," + head + "\n116.0015,39.00001," + atGap + "\n", 1, 0},
		{"GB18030", gb, "名,lon,lat," + head + "\n红帆,116.00001,39.00001," + atBoth + "\n", 1, 0},
		{"semicolon", "lon;lat\n116.00001;39.00001\n", "lon;lat;upper_code;lower_code;yard_code;revision;error\n116.00001;39.00001;u;l;\"small;a,\"\"b\"\"\";1;\n", 1, 0},
		{"tab", "lon\tlat\n116.0015\t39.00001\n", "lon\tlat\tupper_code\tlower_code\tyard_code\trevision\terror\n116.0015\t39.00001\tu\t\t\"a,\"\"b\"\"\"\t1\t\n", 1, 0},
		{"header only", "lon,lat\n", "lon,lat," + head + "\n", 0, 0},
		{"header without line end", "lon,lat", "lon,lat," + head + "\n", 0, 0},
		{"quoted header", "\"lon\",\"la\"\"t\",lat\n1,2,39\n", "\"lon\",\"la\"\"t\",lat," + head + "\n1,2,39,,,,1,\n", 1, 0},
		{"short line", "lon,lat,a,b\n116.0015,39.00001\n", "lon,lat,a,b," + head + "\n116.0015,39.00001,,," + atGap + "\n", 1, 0},
		{"long line", "lon,lat\n116.0015,39.00001,x,\"y,\"\n", "lon,lat," + head + "\n116.0015,39.00001,,,,,extra_cells,x,\"y,\"\n", 1, 1},
		{"blank lines", "\nlon,lat\n\n116.0015,39.00001\n\n\n", "lon,lat," + head + "\n\n116.0015,39.00001," + atGap + "\n\n\n", 1, 0},
		{"line end in a cell", "a,lon,lat\n\"x\r\ny\n\"\"z\"\"\",116.0015,39.00001\n", "a,lon,lat," + head + "\n\"x\r\ny\n\"\"z\"\"\",116.0015,39.00001," + atGap + "\n", 1, 0},
		{"bare quotes", "a,b,lon,lat\nx\"y,\"p\"q,116.0015,39.00001\n", "a,b,lon,lat," + head + "\n\"x\"\"y\",pq,116.0015,39.00001," + atGap + "\n", 1, 0},
		{"bare CR", "a,lon,lat\nx\ry,116.0015,39.00001\n", "a,lon,lat," + head + "\n\"x\ry\",116.0015,39.00001," + atGap + "\n", 1, 0},
		{"quoted numbers", "lon,lat\n\"116.0015\",\"39.00001\"\n", "lon,lat," + head + "\n\"116.0015\",\"39.00001\"," + atGap + "\n", 1, 0},
		{
			"bad lines stay in place", "lon,lat\n116.0015,39.00001\n,39\n1e400,39\n0x1p4,39\nNaN,1\n116,inf\n181,39\n116\n116.0015,39.00001\n",
			"lon,lat," + head + "\n116.0015,39.00001," + atGap + "\n,39,,,,,missing_coordinate\n1e400,39,,,,,bad_number\n0x1p4,39,,,,,bad_number\n" +
				"NaN,1,,,,,bad_number\n116,inf,,,,,bad_number\n181,39,,,,,out_of_range\n116,,,,,,missing_coordinate\n116.0015,39.00001," + atGap + "\n", 9, 7,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			res, err := pic.LocateCSV(t.Context(), strings.NewReader(c.in), &out, codes)
			if err != nil {
				t.Fatal(err)
			}
			if out.String() != c.out {
				t.Errorf("got  %q\nwant %q", out.String(), c.out)
			}
			if res != (atlas.BulkResult{Lines: c.lines, Errors: c.errors}) {
				t.Errorf("%+v", res)
			}
		})
	}
}

func TestLocateCSVColumns(t *testing.T) {
	pic := bulkPicture(t)
	for _, c := range []struct {
		columns atlas.Columns
		want    string
	}{
		{atlas.ColumnsCodes, "upper_code,lower_code,yard_code,revision,error"},
		{atlas.ColumnsBorder, "upper_code,lower_code,yard_code,border_m,revision,error"},
		{atlas.ColumnsStation, "upper_code,lower_code,yard_code,station_code,walk_s,walk_method,revision,error"},
		{atlas.ColumnsPosts, "upper_code,lower_code,yard_code,duty,duty_role,duty_area,duty_phone,duty_next,revision,error"},
		{atlas.ColumnsAll, "upper_code,lower_code,yard_code,border_m,station_code,walk_s,walk_method,duty,duty_role,duty_area,duty_phone,duty_next,revision,error"},
	} {
		var out bytes.Buffer
		b := codes
		b.Columns = c.columns
		if _, err := pic.LocateCSV(t.Context(), strings.NewReader("lon,lat\n116.00001,39.00001\n117,39\n,\n"), &out, b); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&out).ReadAll() // refuses rows of different length
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(rows[0][2:], ","); got != c.want {
			t.Errorf("%s: %s", c.columns, got)
		}
		for i, m := range []string{fmt.Sprint(border(t, pic, 116.00001, 39.00001)), "", ""} {
			if n := slices.Index(rows[0], "border_m"); n >= 0 && rows[i+1][n] != m {
				t.Errorf("%s, line %d: border %q, want %q", c.columns, i, rows[i+1][n], m)
			}
		}
	}
}

func border(t *testing.T, pic *atlas.Picture, lon, lat float64) float64 {
	t.Helper()
	q, err := geo.Snap([2]float64{lon, lat})
	if err != nil {
		t.Fatal(err)
	}
	return pic.Locate(q, atlas.Asked{}).Border.DistanceM
}

func TestLocateCSVCRS(t *testing.T) {
	pic := bulkPicture(t)
	sys, err := crs.Parse("EPSG:4508")
	if err != nil {
		t.Fatal(err)
	}
	p, err := sys.FromWGS84([2]float64{116.0015, 39.00001})
	if err != nil {
		t.Fatal(err)
	}
	b := codes
	b.CRS, b.LonField, b.LatField, b.Prefix = sys, "y", "x", "r_"
	in := fmt.Sprintf("x,y,revision\n%.4f,%.4f,9\n1e9,1e9,9\n", p[1], p[0])
	want := fmt.Sprintf("x,y,revision,r_upper_code,r_lower_code,r_yard_code,r_revision,r_error\n%.4f,%.4f,9,%s\n1e9,1e9,9,,,,,out_of_range\n", p[1], p[0], atGap)
	var out bytes.Buffer
	if _, err := pic.LocateCSV(t.Context(), strings.NewReader(in), &out, b); err != nil || out.String() != want {
		t.Fatalf("%v\ngot  %s\nwant %s", err, out.String(), want)
	}
}

func TestLocateCSVRefusals(t *testing.T) {
	pic := bulkPicture(t)
	long := strings.Repeat("x", 1<<20+1)
	for _, c := range []struct{ name, in, code, place string }{
		{"empty", "", "empty_file", ""},
		{"BOM only", "\ufeff", "empty_file", ""},
		{"blank lines only", "\n\r\n", "empty_file", ""},
		{"no such column", "lng,lat\n", "unknown_field", "lng, lat"},
		{"column twice", "lon,lat,lon\n", "repeated_column", `"lon"`},
		{"added column there", "lon,lat,revision\n", "column_exists", `"revision"`},
		{"open quote", "lon,lat\n1,2\n\"3,4\n5,6\n", "bad_csv", "line 3"},
		{"endless line", "lon,lat\n1,2\n1,2\n1," + long, "bad_csv", "line 4"},
		{"endless line that ends", "lon,lat\n1,2\n1,2\n1," + long + "\n", "bad_csv", "line 4"},
		{"endless quote", "lon,lat\n1,2\n\"" + strings.Repeat("x\n", 1<<20), "bad_csv", "line 3"},
	} {
		_, err := pic.LocateCSV(t.Context(), strings.NewReader(c.in), io.Discard, codes)
		if city.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.place) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// Text that is not of its encoding, far into the file.
	bad := "名,lon,lat\n" + strings.Repeat("红,1,2\n", 300_000) + "\xff\xfe\n"
	if _, err := pic.LocateCSV(t.Context(), strings.NewReader(bad), io.Discard, codes); err == nil {
		t.Error("broken text was taken")
	}
}

// TestLocateCSVKeepsCells: whatever the cells hold and however they are quoted, a reader
// of the output finds them as a reader of the input does, in place.
func TestLocateCSVKeepsCells(t *testing.T) {
	pic := bulkPicture(t)
	rapid.Check(t, func(rt *rapid.T) {
		comma := rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(rt, "comma")
		cellText := rapid.StringOfN(rapid.RuneFrom([]rune("ab1 .;,\t\"\n红")), 0, 8, -1)
		rows := [][]string{{"lon", "lat", "text"}}
		for range rapid.IntRange(0, 30).Draw(rt, "rows") {
			rows = append(rows, rapid.SliceOfN(cellText, 1, 3).Draw(rt, "row"))
		}
		var in bytes.Buffer
		w := csv.NewWriter(&in)
		w.Comma = comma
		if err := w.WriteAll(rows); err != nil {
			rt.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := pic.LocateCSV(t.Context(), &in, &out, codes); err != nil {
			rt.Fatal(err)
		}
		got := readAll(rt, &out, comma)
		n := 0
		for i, row := range rows {
			if len(row) == 1 && row[0] == "" {
				continue // a blank line, which readers pass over
			}
			if n >= len(got) || !slices.Equal(got[n][:len(row)], row) {
				rt.Fatalf("row %d: got %q, want %q", i, got[n:], row)
			}
			if want := len(rows[0]) + 5; len(got[n]) != want {
				rt.Fatalf("row %d has %d cells, want %d", i, len(got[n]), want)
			}
			n++
		}
		if n != len(got) {
			rt.Fatalf("%d rows, want %d", len(got), n)
		}
	})
}

func readAll(t *rapid.T, r io.Reader, comma rune) [][]string {
	cr := csv.NewReader(r)
	cr.Comma, cr.FieldsPerRecord = comma, -1
	rows, err := cr.ReadAll()
	if err != nil {
		t.Fatalf("the output is not RFC 4180: %v", err)
	}
	return rows
}

// generated gives the lines of a CSV without holding them.
type generated struct {
	lines int
	rng   *rand.Rand
	rest  []byte
}

func points(lines int) *generated {
	return &generated{lines: lines, rng: rand.New(rand.NewPCG(3, 4)), rest: []byte("id,lon,lat\n")}
}

func (g *generated) Read(p []byte) (int, error) {
	for ; len(g.rest) < len(p) && g.lines > 0; g.lines-- {
		g.rest = strconv.AppendInt(g.rest, int64(g.lines), 10)
		g.rest = append(g.rest, ',')
		g.rest = strconv.AppendFloat(g.rest, 116+g.rng.Float64()*0.0064, 'f', 7, 64)
		g.rest = append(g.rest, ',')
		g.rest = strconv.AppendFloat(g.rest, 39+g.rng.Float64()*0.0064, 'f', 7, 64)
		g.rest = append(g.rest, '\n')
	}
	if len(g.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, g.rest)
	g.rest = g.rest[:copy(g.rest, g.rest[n:])]
	return n, nil
}

// TestLocateCSVMemory: ten times the lines take no more memory.
func TestLocateCSVMemory(t *testing.T) {
	pic := bulkPicture(t)
	used := func(lines int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		res, err := pic.LocateCSV(t.Context(), points(lines), io.Discard, codes)
		if err != nil || res.Lines != int64(lines) {
			t.Fatalf("%+v, %v", res, err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	used(10_000)
	few, many := used(50_000), used(500_000)
	t.Logf("allocated in all: %d bytes for 50,000 lines, %d for 500,000", few, many)
	if many > few+20<<20 {
		t.Errorf("450,000 more lines allocated %d more bytes", many-few)
	}
}

// TestLocateCSVStops: a cancelled context, a writer and a reader that fail end the work,
// and nothing goes on behind it (TestMain looks for goroutines).
func TestLocateCSVStops(t *testing.T) {
	pic := bulkPicture(t)
	const lines = 10_000_000
	ctx, cancel := context.WithCancel(t.Context())
	b := codes
	b.Progress = func(n int64) {
		if n > 20_000 {
			cancel()
		}
	}
	if res, err := pic.LocateCSV(ctx, points(lines), io.Discard, b); !errors.Is(err, context.Canceled) || res.Lines > lines/2 {
		t.Errorf("cancelled: %+v, %v", res, err)
	}
	full := errors.New("disk full")
	if _, err := pic.LocateCSV(t.Context(), points(lines), &failing{left: 1 << 20, err: full}, codes); !errors.Is(err, full) {
		t.Errorf("writer: %v", err)
	}
	broken := errors.New("read error")
	in := io.MultiReader(io.LimitReader(points(lines), 1<<20), iotestErr{broken})
	if _, err := pic.LocateCSV(t.Context(), in, io.Discard, codes); !errors.Is(err, broken) {
		t.Errorf("reader: %v", err)
	}
}

type failing struct {
	left int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, f.err
	}
	return len(p), nil
}

type iotestErr struct{ err error }

func (e iotestErr) Read([]byte) (int, error) { return 0, e.err }

// FuzzLocateCSV: no input stops the process, and what is written is RFC 4180.
func FuzzLocateCSV(f *testing.F) {
	for _, s := range []string{"lon,lat\n1,2\n", "\ufefflon;lat\r\n\"1\";\"2\"\r\n", "lon,lat\n\"", "lon\tlat\n\n\"a\"b\t\"\"\"\t3", "lon,lat\n\xc3\x28,2"} {
		f.Add(s)
	}
	pic := bulkPicture(f)
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		if _, err := pic.LocateCSV(context.Background(), strings.NewReader(in), &out, codes); err != nil {
			return
		}
		first, _, _ := strings.Cut(out.String(), "upper_code")
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff")))
		r.Comma, r.FieldsPerRecord = rune(first[len(first)-1]), -1
		if _, err := r.ReadAll(); err != nil {
			t.Fatalf("%q became %q: %v", in, out.String(), err)
		}
	})
}

// BenchmarkLocateCSV answers 1 M points over 4,096 cells in each of three layers.
func BenchmarkLocateCSV(b *testing.B) {
	const lines, side = 1_000_000, 64
	store := openStore(b, `
layers:
  - {key: upper, name: {zh: 上, en: U}, parent: "", partition: true}
  - {key: lower, name: {zh: 下, en: L}, parent: "", partition: true}
  - {key: third, name: {zh: 三, en: T}, parent: "", partition: true}
`)
	var areas []city.Area
	for _, l := range []string{"upper", "lower", "third"} {
		for i := range int32(side * side) {
			x, y := i%side, i/side
			areas = append(areas, area(l, fmt.Sprintf("%04d", i), "", rect(x, y, x+1, y+1)))
		}
	}
	apply(b, store, always(areas...))
	pic := openAtlas(b, store, nil).Current()
	for _, columns := range []atlas.Columns{atlas.ColumnsCodes, atlas.ColumnsAll} {
		b.Run(string(columns), func(b *testing.B) {
			bulk := codes
			bulk.Columns = columns
			for b.Loop() {
				if _, err := pic.LocateCSV(b.Context(), points(lines), io.Discard, bulk); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(lines*b.N)/b.Elapsed().Seconds(), "points/s")
		})
	}
}
