package httpapi_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/redsail/redsail/geo/codec"
	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// parts sends a file with what goes with it: names of parts, each followed by its text.
func (d *desk) parts(token, query string, parts ...string) *http.Response {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(parts); i += 2 {
		w, err := form.CreateFormFile(parts[i], "blob")
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		d.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/api/v1/imports?"+query, &body)
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return d.do(r)
}

// partsDone starts an import of several parts and waits for its end.
func (d *desk) partsDone(t *testing.T, query string, parts ...string) object {
	t.Helper()
	v := described(t, d, "POST", "/api/v1/imports", d.parts(d.keeper, query, parts...), 202)
	return d.imported(t, d.keeper, v["id"].(string))
}

// TestImportMapping: a table whose headings nobody knows is read as the mapping says, dry and for good.
func TestImportMapping(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const table, mapping = "code,横,纵,住几家\nN-1,116.004,39.004,30\n", `{"kind":"building","columns":{"横":"lon","纵":"lat","住几家":"households"}}`
	bare := d.sends(t, d.keeper, "kind=building&format=csv&dry_run=true", table)
	if things, _ := bare["things"].(object); things["accepted"] == 1.0 {
		t.Fatalf("read without a mapping: %v", bare)
	}
	got := d.partsDone(t, "kind=building&format=csv&dry_run=true", "mapping", mapping, "file", table)
	things, _ := got["things"].(object)
	if got["state"] != "done" || things["accepted"] != 1.0 || things["columns"].(object)["住几家"] != "households" {
		t.Fatalf("%v", got)
	}
	id := got["id"].(string)
	d.confirms(d.keeper, id, "", `"2"`)
	if done := d.imported(t, d.keeper, id); done["undo"] != "/api/v1/revisions/3/reverse" {
		t.Errorf("the mapping is not kept for the confirmation: %v", done)
	}
	if list := bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/changes", "")); !strings.Contains(list, `"note":"import building blob"`) {
		t.Errorf("the list of changes does not name the file: %s", list)
	}
}

// TestImportControl: a drawing without a system is turned by its control points.
func TestImportControl(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const drawing = "code,wkt\nx,\"POLYGON((0 0,1000 0,1000 1000,0 1000,0 0))\"\n"
	const control = "x,y,lon,lat\n0,0,116.03,39\n1000,0,116.0415512,39\n0,1000,116.03,39.0090075\n"
	got := d.partsDone(t, "layer=street&format=csv&dry_run=true", "file", drawing, "control", control)
	report, _ := got["report"].(object)
	tied, _ := report["control"].(object)
	if got["state"] != "done" || report["accepted"] != 1.0 || len(tied["points"].([]any)) != 3 {
		t.Fatalf("%v", got)
	}
	if file, _ := tied["file"].(string); strings.Contains(file, "/") {
		t.Errorf("the report says where the file lies: %s", file)
	}
	off := d.partsDone(t, "layer=street&format=csv&dry_run=true", "file", drawing, "control", strings.Replace(control, "0,1000,116.03,", "1000,1000,116.0415512,39.0090075\n0,1000,116.0301,", 1))
	misfit, _ := off["misfit"].(object)
	points, _ := misfit["points"].([]any)
	without, _ := misfit["without"].(object)
	if off["state"] != "failed" || len(points) != 4 || without["row"] != 5.0 || misfit["within_m"].(float64) > 1 || misfit["worst"].(object)["residual_m"].(float64) < 1 {
		t.Errorf("%v", off)
	}
	far := d.partsDone(t, "layer=street&format=csv&dry_run=true", "file", drawing, "control", "x,y,lon,lat\n0,0,116,39\n")
	if p, _ := far["error"].(object); p["code"] != "bad_file" || !strings.HasPrefix(p["detail"].(string), "bad_control: ") || strings.Contains(p["detail"].(string), "redsail-import") {
		t.Errorf("%v", far)
	}
}

// TestImportBadParts: what cannot be parts is refused by name, and nothing is kept.
func TestImportBadParts(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const file, mapping = "code,lon,lat\nN-1,116.004,39.004\n", `{"kind":"building","columns":{}}`
	for _, c := range []struct {
		query, code string
		parts       []string
	}{
		{"kind=building", "bad_body", []string{"mapping", mapping}},
		{"kind=building", "bad_body", []string{"file", file, "file", file}},
		{"kind=building", "bad_body", []string{"file", file, "other", "x"}},
		{"kind=building", "bad_body", []string{"file", ""}},
		{"kind=building", "body_too_large", []string{"file", strings.Repeat(" ", 1<<20+1)}},
		{"kind=building", "body_too_large", []string{"file", file, "mapping", strings.Repeat(" ", 1<<20+1)}},
		{"kind=building", "bad_mapping", []string{"file", file, "mapping", "{"}},
		{"kind=place", "bad_mapping", []string{"file", file, "mapping", mapping}},
		{"kind=building", "unknown_parameter", []string{"file", file, "control", "x,y,lon,lat\n"}},
		{"layer=street", "unknown_parameter", []string{"file", file, "mapping", mapping}},
	} {
		if p := problemOf(t, d.parts(d.keeper, "format=csv&"+c.query, c.parts...)); p.Code != c.code || p.Status >= 500 {
			t.Errorf("%s %.40q: %+v, want %s", c.query, c.parts, p, c.code)
		}
	}
	list := described(t, d, "GET", "/api/v1/imports", d.asks(d.keeper, "GET", "/api/v1/imports", ""), 200)
	if kept, _ := list["imports"].([]any); len(kept) != 0 {
		t.Errorf("kept: %v", kept)
	}
}

// TestImportDatum: coordinates that are not what they are said to be are no defect of the server, and the
// answer says what to try.
func TestImportDatum(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const swapped = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"x"},"geometry":{"type":"Polygon","coordinates":[[[39,116.03],[39,116.04],[39.01,116.04],[39.01,116.03],[39,116.03]]]}}]}`
	got := d.sends(t, d.keeper, "layer=street&format=geojson&dry_run=true", swapped)
	if p, _ := got["error"].(object); p["code"] != "bad_file" || !strings.HasPrefix(p["detail"].(string), "swapped_axes: ") {
		t.Errorf("%v", got)
	}
	if turned := d.sends(t, d.keeper, "layer=street&format=geojson&dry_run=true&swap_axes=true", swapped); turned["state"] != "done" {
		t.Errorf("%v", turned)
	}
}

// TestImportList: an account sees its own imports, without their reports, and what it may send.
func TestImportList(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	got := d.sends(t, d.keeper, "layer=street&format=geojson&dry_run=true", twoStreets)
	list := described(t, d, "GET", "/api/v1/imports", d.asks(d.keeper, "GET", "/api/v1/imports", ""), 200)
	kept, _ := list["imports"].([]any)
	if len(kept) != 1 || kept[0].(object)["id"] != got["id"] || kept[0].(object)["report"] != nil || list["max_bytes"] != float64(1<<20) {
		t.Errorf("%v", list)
	}
	other := d.accounts.token("other", []access.Role{access.Keeper})
	if theirs := described(t, d, "GET", "/api/v1/imports", d.asks(other, "GET", "/api/v1/imports", ""), 200); len(theirs["imports"].([]any)) != 0 {
		t.Errorf("another's: %v", theirs)
	}
}

// TestImportTells: an answer says which sheets and fields the file has, where its data comes from, and who
// will see it.
func TestImportTells(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	got := d.sends(t, d.keeper, "layer=street&format=geojson&source=%E5%8B%98%E7%95%8C&data_date=2026-07-01", twoStreets)
	if fields, _ := got["fields"].([]any); len(fields) != 2 || fields[0] != "code" || got["access"] != "public" {
		t.Errorf("%v", got)
	}
	rs, err := d.store.Versions(t.Context(), city.Query{Layer: "street", Codes: []string{"b"}})
	if err != nil || len(rs) == 0 || rs[len(rs)-1].Source != "勘界" || rs[len(rs)-1].DataDate != "2026-07-01" {
		t.Errorf("%+v, %v", rs, err)
	}
	var book bytes.Buffer
	sheets := []codec.TextSheet{{Name: "说明", Rows: [][]string{{"x"}}}, {Name: "楼栋", Rows: [][]string{{"code", "lon", "lat"}, {"N-1", "116.004", "39.004"}}}}
	if err := codec.WriteTextSheets(&book, sheets); err != nil {
		t.Fatal(err)
	}
	first := d.sends(t, d.keeper, "kind=building&format=xlsx&dry_run=true", book.String())
	if layers, _ := first["layers"].([]any); first["state"] != "failed" || len(layers) != 2 || layers[1] != "楼栋" {
		t.Errorf("the sheets are not told: %v", first)
	}
	if named := d.sends(t, d.keeper, "kind=building&format=xlsx&dry_run=true&source_layer=%E6%A5%BC%E6%A0%8B", book.String()); named["state"] != "done" {
		t.Errorf("%v", named)
	}
	if p := problemOf(t, d.asks(d.keeper, "POST", "/api/v1/imports?layer=street&format=json&data_date=July", "{}")); p.Code != "bad_date" {
		t.Errorf("%+v", p)
	}
	if person := d.sends(t, d.keeper, "kind=person&format=csv&dry_run=true", "code,name\nP-7,王某\n"); person["access"] != "restricted" {
		t.Errorf("%v", person)
	}
}
