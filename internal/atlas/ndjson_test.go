package atlas_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/redsail/redsail/geo/crs"
	"github.com/redsail/redsail/internal/atlas"
)

// The answers of bulkPicture after the id.
const (
	jsonBoth = `"upper_code":"u","lower_code":"l","yard_code":"small;a,\"b\"","revision":1,"error":""}`
	jsonGap  = `"upper_code":"u","lower_code":"","yard_code":"a,\"b\"","revision":1,"error":""}`
)

func jsonBad(problem string) string {
	return `"upper_code":"","lower_code":"","yard_code":"","revision":1,"error":"` + problem + `"}`
}

func TestLocateNDJSON(t *testing.T) {
	pic := bulkPicture(t)
	const both, gap = `"lon":116.00001,"lat":39.00001`, `"lon":116.0015,"lat":39.00001`
	long := strings.Repeat("x", 1<<16)
	for _, c := range []struct {
		name, in string
		out      []string
		errors   int64
	}{
		{"plain", "{" + both + ",\"id\":7}\n", []string{`{"id":7,` + jsonBoth}, 0},
		{"any order, white space", " { \"id\" : \"a\" ,\t\"lat\": 39.00001 , \"lon\":116.0015 } \n", []string{`{"id":"a",` + jsonGap}, 0},
		{"no id", "{" + gap + "}\n", []string{`{"id":null,` + jsonGap}, 0},
		{"id null", "{" + gap + ",\"id\":null}\n", []string{`{"id":null,` + jsonGap}, 0},
		{
			"id kept byte for byte", "{" + gap + `,"id":1.50e+01}` + "\n{" + gap + `,"id":{"a": [1, "\u00e9<>&"]}}` + "\n{" + gap + ",\"id\":\"红帆\"}\n{" + gap + `,"id":"\"\ud800"}` + "\n{\"id\":false," + gap + "}\n",
			[]string{`{"id":1.50e+01,` + jsonGap, `{"id":{"a": [1, "\u00e9<>&"]},` + jsonGap, `{"id":"红帆",` + jsonGap, `{"id":"\"\ud800",` + jsonGap, `{"id":false,` + jsonGap}, 0,
		},
		{"half a line at the end", "{" + gap + "}\n{\"lon\":116.0", []string{`{"id":null,` + jsonGap, `{"id":null,` + jsonBad("bad_json")}, 1},
		{"a last line without its end", "{" + gap + "}", []string{`{"id":null,` + jsonGap}, 0},
		{"BOM, CRLF, blank lines", "\ufeff{" + gap + "}\r\n\r\n \t\n{" + both + "}\r\n\n", []string{`{"id":null,` + jsonGap, `{"id":null,` + jsonBoth}, 0},
		{"nothing", "", nil, 0},
		{"a BOM alone", "\ufeff", nil, 0},
		{"half a BOM", "\xef\xbb", []string{`{"id":null,` + jsonBad("bad_json")}, 1},
		{"a BOM later", "{" + gap + "}\n\ufeff{" + gap + "}\n", []string{`{"id":null,` + jsonGap, `{"id":null,` + jsonBad("bad_json")}, 1},
		{"exponents", `{"lon":1.160015E2,"lat":3900001e-5}` + "\n", []string{`{"id":null,` + jsonGap}, 0},
		{"escaped name", `{"\u006con":116.0015,"lat":39.00001}` + "\n", []string{`{"id":null,` + jsonGap}, 0},
		{
			"bad lines stay in place",
			"{" + gap + ",\"id\":1}\n[1]\n1\n\"x\"\n{}\n{\"id\":2}\n{\"lon\":null,\"lat\":39,\"id\":3}\n{\"lon\":\"116\",\"lat\":39,\"id\":4}\n{\"lon\":1e400,\"lat\":39,\"id\":5}\n" +
				"{\"lon\":181,\"lat\":39,\"id\":6}\n{" + gap + ",\"at\":\"2020-01-01\",\"id\":7}\n{" + gap + ",\"lon\":1,\"id\":8}\n{\"LON\":1,\"lat\":2,\"id\":9}\n{" + gap + "}{}\n{\"lon\":0116,\"lat\":39}\n" +
				"{\"lon\":true,\"lat\":39}\n{" + gap + ",\"id\":\"\xff\"}\n{" + gap + "}\x00\n{" + gap + ",\"id\":1}\n",
			[]string{
				`{"id":1,` + jsonGap, `{"id":null,` + jsonBad("bad_json"), `{"id":null,` + jsonBad("bad_json"), `{"id":null,` + jsonBad("bad_json"), `{"id":null,` + jsonBad("missing_coordinate"),
				`{"id":2,` + jsonBad("missing_coordinate"), `{"id":3,` + jsonBad("missing_coordinate"), `{"id":4,` + jsonBad("bad_number"), `{"id":5,` + jsonBad("bad_number"),
				`{"id":6,` + jsonBad("out_of_range"), `{"id":7,` + jsonBad("unknown_member"), `{"id":8,` + jsonBad("repeated_member"), `{"id":9,` + jsonBad("unknown_member"), `{"id":null,` + jsonBad("bad_json"),
				`{"id":null,` + jsonBad("bad_json"), `{"id":null,` + jsonBad("bad_number"), `{"id":null,` + jsonBad("bad_json"), `{"id":null,` + jsonBad("bad_json"), `{"id":1,` + jsonGap,
			}, 17,
		},
		{
			"endless lines", "{" + gap + ",\"id\":\"" + long + long + "\"}\n{" + gap + "}\n{" + gap + ",\"id\":\"" + long + "\"}",
			[]string{`{"id":null,` + jsonBad("line_too_long"), `{"id":null,` + jsonGap, `{"id":null,` + jsonBad("line_too_long")}, 2,
		},
		{"the longest line", "{" + gap + ",\"id\":\"" + long[:(1<<16)-len("{"+gap+",\"id\":\"\"}")] + "\"}\n", []string{`{"id":"` + long[:(1<<16)-len("{"+gap+",\"id\":\"\"}")] + `",` + jsonGap}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := strings.Join(append(c.out, ""), "\n")
			for name, in := range map[string]io.Reader{"at once": strings.NewReader(c.in), "byte by byte": iotest.OneByteReader(strings.NewReader(c.in))} {
				var out bytes.Buffer
				res, err := pic.LocateNDJSON(t.Context(), in, &out, codes)
				if err != nil || out.String() != want || res != (atlas.BulkResult{Lines: int64(len(c.out)), Errors: c.errors}) {
					t.Errorf("%s: %+v, %v\ngot  %.3000q\nwant %.3000q", name, res, err, out.String(), want)
				}
			}
		})
	}
}

// TestLocateNDJSONIsLocateCSV: both forms say the same of the same points, with all columns.
func TestLocateNDJSONIsLocateCSV(t *testing.T) {
	d := openDemo(t, "tiny")
	pic := d.atlas.Current()
	box, _ := pic.Bounds()
	sys, err := crs.Parse("gcj02")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []atlas.Bulk{{Columns: atlas.ColumnsAll}, {Columns: atlas.ColumnsAll, CRS: sys, Kinds: []string{"police_post", "red_sail_station"}}, {Columns: atlas.ColumnsStation}} {
		b.LonField, b.LatField = "lon", "lat"
		var in, lines bytes.Buffer
		in.WriteString("id,lon,lat\n")
		for i := range 3000 {
			x := float64(box.Min.X) + float64(box.Max.X-box.Min.X)*float64(i%61)/60
			y := float64(box.Min.Y) + float64(box.Max.Y-box.Min.Y)*float64(i%53)/52
			if i%100 == 7 {
				x = 1e10
			}
			fmt.Fprintf(&in, "%d,%.9f,%.9f\n", i, x/1e7, y/1e7)
			fmt.Fprintf(&lines, `{"id":%d,"lon":%.9f,"lat":%.9f}`+"\n", i, x/1e7, y/1e7)
		}
		var table, objects bytes.Buffer
		one, err := pic.LocateCSV(t.Context(), &in, &table, b)
		if err != nil {
			t.Fatal(err)
		}
		other, err := pic.LocateNDJSON(t.Context(), &lines, &objects, b)
		if err != nil || one != other || one.Errors != 30 {
			t.Fatalf("%+v, %+v, %v", one, other, err)
		}
		rows, err := csv.NewReader(&table).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		stations := 0
		dec := json.NewDecoder(&objects)
		dec.UseNumber()
		for _, row := range rows[1:] {
			var o map[string]any
			if err := dec.Decode(&o); err != nil || len(o) != len(row)-2 {
				t.Fatalf("%v: %v", o, err)
			}
			for i, name := range rows[0] {
				if name == "lon" || name == "lat" || name == "revision" && o["error"] != "" {
					continue
				}
				got := fmt.Sprint(o[name])
				if o[name] == nil {
					got = ""
				}
				if got != row[i] {
					t.Fatalf("%s: %s in NDJSON, %s in CSV (%v)", name, got, row[i], o)
				}
			}
			if o["station_code"] != "" {
				stations++
			}
		}
		if stations < 100 {
			t.Errorf("%d stations in all: the test sees too little", stations)
		}
	}
}
