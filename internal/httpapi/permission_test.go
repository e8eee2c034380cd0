package httpapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
)

// TestImportPermission: the class that a file is said to be of is kept with what it holds and stands in
// the note of the revision; what is not for everybody is not written to what everybody sees, and its
// layer is opened by a second answer alone.
func TestImportPermission(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	d.open()
	const rows = "code,lon,lat\nN-1,116.004,39.004\n"
	got := d.sends(t, d.keeper, "kind=building&format=csv&permission=internal", rows)
	if got["state"] != "done" || got["access"] != "internal" || got["undo"] == "" {
		t.Fatalf("%v", got)
	}
	if revs, err := d.store.Revisions(t.Context(), 2, 1); err != nil || len(revs) != 1 || !strings.HasSuffix(revs[0].Note, "; permission: internal") {
		t.Fatalf("%+v, %v", revs, err)
	}
	as := []string{"Authorization", "Bearer " + d.keeper}
	rowOf := func(v object) object {
		for _, it := range v["all"].([]any) {
			if row := it.(object); row["key"] == city.LayerBuilding {
				return row
			}
		}
		return nil
	}
	if row := rowOf(described(t, d, "GET", "/api/v1/opened", d.ask("GET", "/api/v1/opened", "", as...), 200)); row["internal"] != 1.0 || row["restricted"] != 0.0 {
		t.Fatalf("%v", row)
	}
	for _, keys := range []string{`["building"]`, `["all"]`, `["street","building"]`} {
		p := problemOf(t, d.ask("POST", "/api/v1/opened", `{"open":`+keys+`}`, as...))
		if p.Status != 409 || p.Code != "classed_data" || !strings.Contains(p.Detail, "building holds 1 ") {
			t.Errorf("%s: %+v", keys, p)
		}
	}
	if row := rowOf(described(t, d, "POST", "/api/v1/opened", d.ask("POST", "/api/v1/opened", `{"open":["street"]}`, as...), 200)); row["open"] != false {
		t.Fatalf("%v", row)
	}
	if row := rowOf(described(t, d, "POST", "/api/v1/opened", d.ask("POST", "/api/v1/opened", `{"open":["building"],"even_restricted":true}`, as...), 200)); row["open"] != true {
		t.Fatalf("%v", row)
	}
	// What is open already asks no second time; what comes into it does.
	described(t, d, "POST", "/api/v1/opened", d.ask("POST", "/api/v1/opened", `{"open":["building"]}`, as...), 200)
	if p := problemOf(t, d.asks(d.keeper, "POST", "/api/v1/imports?kind=building&format=csv&permission=restricted", rows)); p.Code != "classed_data" || p.Status != 409 {
		t.Errorf("%+v", p)
	}
	dry := d.sends(t, d.keeper, "kind=building&format=csv&permission=restricted&dry_run=true", rows)
	if dry["state"] != "done" || dry["access"] != "public" {
		t.Fatalf("%v", dry)
	}
	if p := problemOf(t, d.confirms(d.keeper, dry["id"].(string), "", `"3"`)); p.Code != "classed_data" {
		t.Errorf("%+v", p)
	}
	if st, err := d.store.State(t.Context()); err != nil || st.Revision != 3 {
		t.Errorf("%+v, %v", st, err)
	}
	for _, query := range []string{"kind=person&permission=internal", "kind=building&permission=secret"} {
		if p := problemOf(t, d.asks(d.keeper, "POST", "/api/v1/imports?format=csv&"+query, "x")); p.Status != 400 {
			t.Errorf("%s: %+v", query, p)
		}
	}
}

const oneCrossing = `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="test">
 <node id="1" lat="39.001" lon="116.001"/><node id="2" lat="39.001" lon="116.004"/>
 <node id="3" lat="39.004" lon="116.004"><tag k="barrier" v="gate"/></node>
 <node id="4" lat="39.006" lon="116.006"/><node id="5" lat="39.007" lon="116.007"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="建设路"/></way>
 <way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>
 <way id="12"><nd ref="4"/><nd ref="5"/><tag k="highway" v="footway"/></way>
</osm>`

// TestImportNetwork: a file of streets is judged, drawn, confirmed and taken back as any other.
func TestImportNetwork(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	got := d.sends(t, d.keeper, "kind=network&format=osm&dry_run=true&source=OSM&permission=public", oneCrossing)
	report, _ := got["network"].(object)
	if got["state"] != "done" || report["format"] != "osm_xml" || report["accepted"].(float64) < 3 || got["undo"] != "" {
		t.Fatalf("%v", got)
	}
	id := got["id"].(string)
	if found := bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/imports/"+id+"/findings", "")); !strings.Contains(found, `"finding":"island"`) {
		t.Error(found)
	}
	described(t, d, "POST", "/api/v1/imports/{id}/confirm", d.confirms(d.keeper, id, "", `"2"`), 202)
	done := d.imported(t, d.keeper, id)
	if done["undo"] != "/api/v1/revisions/3/reverse" {
		t.Fatalf("%v", done)
	}
	if again := d.sends(t, d.keeper, "kind=network&format=osm", oneCrossing); again["network"].(object)["status"] != "unchanged" {
		t.Errorf("%v", again)
	}
	if back := d.send("/api/v1/revisions/3/reverse", `{}`, "If-Match", `"3"`); back.StatusCode != 201 {
		t.Errorf("%d %s", back.StatusCode, bodyOf(t, back))
	}
}

// TestImportNetworkRefused: what is no file of streets, a field that is not there, what is not for
// streets, and streets beyond the keeper's own area.
func TestImportNetworkRefused(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const line = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"x"},"geometry":{"type":"LineString","coordinates":[[116.001,39.001],[116.002,39.001]]}}]}`
	for _, c := range []struct{ query, body, want string }{
		{"format=pbf", "neither", "wrong_extension"}, {"format=osm", "<osm>", "truncated"}, {"format=geojson&class_field=nix", line, "nix"}, {"format=geojson", line, "empty"},
	} {
		got := d.sends(t, d.keeper, "kind=network&dry_run=true&"+c.query, c.body)
		if p, _ := got["error"].(object); p["code"] != "bad_file" || !strings.Contains(p["detail"].(string), c.want) || strings.Contains(p["detail"].(string), "redsail-import") {
			t.Errorf("%s: %v", c.query, got)
		}
		d.asks(d.keeper, "DELETE", "/api/v1/imports/"+got["id"].(string), "")
	}
	for _, query := range []string{"layer=street", "strict=true", "data_date=2026-01-01", "conflicts=take-file"} {
		if p := problemOf(t, d.asks(d.keeper, "POST", "/api/v1/imports?kind=network&format=osm&"+query, oneCrossing)); p.Code != "unknown_parameter" {
			t.Errorf("%s: %+v", query, p)
		}
	}
	token := d.accounts.token("of-b", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "b"})
	got := d.sends(t, token, "kind=network&format=osm", oneCrossing)
	if p, _ := got["error"].(object); got["state"] != "failed" || p["code"] != "unknown_code" {
		t.Errorf("%v", got)
	}
}

// TestRowPermission: where the rows or a change say the class themselves, nothing that is not for
// everybody comes to stand where everybody sees it, but what stood so before, and what a caller who may
// open says knowingly; so with what an undo brings back.
func TestRowPermission(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	d.open()
	rows := func(code, class string) string {
		return "code,lon,lat,class.permission\n" + code + ",116.004,39.004," + class + "\n"
	}
	const building = "kind=building&format=csv"
	if got := d.sends(t, d.keeper, building, rows("N-1", "internal")); got["state"] != "done" {
		t.Fatalf("%v", got)
	}
	as := []string{"Authorization", "Bearer " + d.keeper}
	described(t, d, "POST", "/api/v1/opened", d.ask("POST", "/api/v1/opened", `{"open":["building"],"even_restricted":true}`, as...), 200)

	// By an import.
	for _, class := range []string{"internal", "restricted", "verschlossen"} {
		got := d.sends(t, d.keeper, building, rows("N-2", class))
		if p, _ := got["error"].(object); got["state"] != "failed" || p["code"] != "classed_data" || !strings.Contains(p["detail"].(string), "building/N-2 would be ") {
			t.Errorf("%s: %v", class, got)
		}
		d.asks(d.keeper, "DELETE", "/api/v1/imports/"+got["id"].(string), "")
	}
	got := d.sends(t, d.keeper, building+"&dry_run=true", rows("N-2", "internal"))
	if got["state"] != "done" || got["access"] != "public" {
		t.Errorf("a dry run: %v", got)
	}
	d.asks(d.keeper, "DELETE", "/api/v1/imports/"+got["id"].(string), "")
	if got := d.sends(t, d.keeper, building, rows("N-2", "public")); got["state"] != "done" {
		t.Errorf("for everybody: %v", got)
	}
	if got := d.sends(t, d.keeper, building, "code,name\nN-1,示例楼\n"); got["state"] != "done" || got["undo"] != "/api/v1/revisions/5/reverse" {
		t.Fatalf("what was opened knowingly: %v", got)
	}

	// By a change, in the dry run too.
	latest := func() string {
		st, err := d.store.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`"%d"`, st.Revision)
	}
	put := func(code, more string) string {
		return `{"puts":[{"kind":"building","layer":"building","code":"` + code + `"` + more + `}]}`
	}
	refused := func(target, body string) {
		t.Helper()
		before := latest()
		if p := problemOf(t, d.send(target, body, "If-Match", before)); p.Status != 409 || p.Code != "classed_data" || latest() != before {
			t.Errorf("%s %s: %+v", target, body, p)
		}
	}
	written := func(target, body string) {
		t.Helper()
		if r := d.send(target, body, "If-Match", latest()); r.StatusCode != 201 {
			t.Errorf("%s %s: %d %s", target, body, r.StatusCode, bodyOf(t, r))
		}
	}
	const changes = "/api/v1/changes"
	refused(changes, put("N-2", `,"class":{"permission":"restricted"}`))
	refused(changes+"?dry_run=true", put("N-2", `,"class":{"permission":"restricted"}`))
	refused(changes, put("N-1", `,"class":{"permission":"restricted"}`)) // narrower than it was opened as
	written(changes, put("N-1", `,"households":3`))                      // 6
	moved := `,"geometry":{"type":"Point","coordinates":[116.004,39.004]},"class":{"permission":"internal"}`
	refused(changes, put("N-9", moved))
	written(changes, put("N-1b", moved+`,"former":["N-1"]`))      // 7
	written(changes, put("N-1b", `,"class":{"permission":null}`)) // 8
	refused("/api/v1/revisions/8/reverse", `{}`)
	written("/api/v1/revisions/8/reverse?even_restricted=true", `{}`)

	// The answer counts of who may open alone.
	whole := d.keeper
	d.keeper = d.accounts.token("of-a", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	refused(changes+"?even_restricted=true", put("N-2", `,"class":{"permission":"restricted"}`))
	written(changes, put("N-2", `,"households":4`))
	d.keeper = whole
	written(changes+"?even_restricted=true", put("N-2", `,"class":{"permission":"restricted"}`))
	if got := d.sends(t, d.keeper, building+"&permission=restricted&even_restricted=true", "code,lon,lat\nN-3,116.004,39.004\n"); got["state"] != "done" {
		t.Errorf("%v", got)
	}
}
