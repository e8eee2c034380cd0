package httpapi_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/httpapi"
	"github.com/redsail/redsail/internal/intake"
)

// TestImportKinds: each kind of table is judged, confirmed and taken back.
func TestImportKinds(t *testing.T) {
	for _, c := range []struct{ query, body, report string }{
		{"kind=building", "code,lon,lat,households\nN-1,116.004,39.004,30\nN-2,,,1\n", "things"},
		{"kind=place&layer=police_post", "code,name,lon,lat\nN-1,新站,116.004,39.004\nN-2,无处,,\n", "things"},
		{"kind=barrier&layer=wall", "code,wkt\nN-1,\"LINESTRING(116.001 39.001,116.002 39.001)\"\nN-2,\n", "things"},
		{"kind=attributes&layer=street", "code,population\na,1234\nnix,1\n", "attributes"},
	} {
		t.Run(c.query, func(t *testing.T) {
			d := keeperDesk(t, nil)
			t.Cleanup(d.handler.(*httpapi.Server).Stop)
			got := d.sends(t, d.keeper, c.query+"&format=csv&dry_run=true", c.body)
			report, _ := got[c.report].(object)
			if got["state"] != "done" || report["accepted"] != 1.0 || report["status"] != "stored_with_findings" || got["undo"] != "" {
				t.Fatalf("%v", got)
			}
			id := got["id"].(string)
			described(t, d, "POST", "/api/v1/imports/{id}/confirm", d.confirms(d.keeper, id, "", `"2"`), 202)
			done := d.imported(t, d.keeper, id)
			if done["dry_run"] != false || done["undo"] != "/api/v1/revisions/3/reverse" {
				t.Fatalf("%v", done)
			}
			if revs, err := d.store.Revisions(t.Context(), 2, 1); err != nil || len(revs) != 1 || revs[0].Author != "keeper" {
				t.Errorf("%+v, %v", revs, err)
			}
			if back := d.send(done["undo"].(string), `{}`, "If-Match", `"3"`); back.StatusCode != 201 {
				t.Errorf("%d %s", back.StatusCode, bodyOf(t, back))
			}
		})
	}
}

// TestImportKindsFindings: a row with a place that is refused is shown there.
func TestImportKindsFindings(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	got := d.sends(t, d.keeper, "kind=building&format=csv&dry_run=true", "code,lon,lat,grid\nN-1,116.004,39.004,\nN-1,116.005,39.005,\n")
	found := bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/imports/"+got["id"].(string)+"/findings", ""))
	if !strings.Contains(found, `"reason":"duplicate_code"`) || !strings.Contains(found, "116.00") {
		t.Error(found)
	}
}

// TestImportKindsScope: the keeper of one street writes things there, and none elsewhere: be it new,
// moved there or from there, a row that changes nothing, or one beside a row for which a strict import is
// refused.
func TestImportKindsScope(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	token := d.accounts.token("of-a", []access.Role{access.Keeper}, city.Seat{Kind: city.KindArea, Layer: "street", Code: "a"})
	d.sends(t, d.keeper, "kind=barrier&layer=wall&format=csv", "code,wkt\nw1,\"LINESTRING(116.005 39.002,116.015 39.002)\"\n")
	for _, c := range []struct{ query, body string }{
		{"kind=building", "code,lon,lat\nN-1,116.004,39.004\nN-2,116.015,39.004\n"},
		{"kind=building", "code,wkt\nh1,\"POLYGON((116.015 39.001,116.016 39.001,116.016 39.002,116.015 39.001))\"\n"},
		{"kind=place&layer=red_sail_station", "code,lon,lat\ns2,116.004,39.004\n"},
		{"kind=place&layer=red_sail_station", "code,state\ns2,open\n"},
		{"kind=place&layer=red_sail_station&strict=true", "code,state\ns2,open\ns9,\n"},
		{"kind=barrier&layer=wall", "code,wkt\nN-1,\"LINESTRING(116.011 39.001,116.012 39.001)\"\n"},
		{"kind=barrier&layer=wall", "code,wkt\nN-1,\"LINESTRING(116.001 39.001,116.012 39.001)\"\n"},                                                   // out of the street
		{"kind=barrier&layer=wall", "code,wkt\nN-1,\"LINESTRING(116.001 39.001,116.005 39.02,116.009 39.001)\"\n"},                                     // out and in again
		{"kind=barrier&layer=wall", "code,wkt\nN-1,\"LINESTRING(116.001 39.001,116.002 39.001)\"\nw1,\"LINESTRING(116.001 39.002,116.002 39.002)\"\n"}, // from elsewhere
		{"kind=attributes&layer=street", "code,population\na,7\nb,7\n"},
	} {
		for _, dry := range []string{"true", "false"} {
			got := d.sends(t, token, c.query+"&format=csv&dry_run="+dry, c.body)
			if p, _ := got["error"].(object); got["state"] != "failed" || p["code"] != "unknown_code" || got["things"] != nil || got["attributes"] != nil {
				t.Errorf("%s %q, dry run %s: %v", c.query, c.body, dry, got)
			}
			d.asks(token, "DELETE", "/api/v1/imports/"+got["id"].(string), "")
		}
	}
	for i, c := range []struct{ query, body string }{
		{"kind=building", "code,lon,lat\nN-1,116.004,39.004\n"}, {"kind=place&layer=red_sail_station", "code,lon,lat\ns1,116.004,39.004\n"},
		{"kind=attributes&layer=street", "code,population\na,7\n"},
		{"kind=barrier&layer=wall", "code,wkt\nN-1,\"LINESTRING(116.001 39.001,116.002 39.001)\"\nN-2,\"MULTILINESTRING((116.003 39.001,116.003 39.002),(116.004 39.001,116.004 39.002))\"\n"},
	} {
		got := d.sends(t, token, c.query+"&format=csv", c.body)
		if got["undo"] != "/api/v1/revisions/"+string(rune('4'+i))+"/reverse" {
			t.Errorf("%s: %v", c.query, got)
		}
	}
}

// TestImportKindsBadAsks: a parameter of another kind is refused by its name.
func TestImportKindsBadAsks(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	for _, c := range []struct{ query, code string }{
		{"kind=building&layer=street", "unknown_parameter"}, {"kind=place&parent_field=x", "unknown_parameter"}, {"kind=barrier&repair=untangle", "unknown_parameter"},
		{"kind=attributes", "missing_parameter"}, {"kind=attributes&layer=nix", "unknown_layer"}, {"kind=attributes&layer=street&replace=true", "unknown_parameter"},
		{"kind=attributes&layer=street&crs=gcj02", "unknown_parameter"}, {"layer=street&repair=nix", "bad_repair"}, {"layer=street&repair=close-ring%3D11", "bad_repair"},
		{"layer=street&repair=untangle,untangle", "bad_repair"},
	} {
		if p := problemOf(t, d.asks(d.keeper, "POST", "/api/v1/imports?format=csv&"+c.query, "x")); p.Code != c.code || p.Status >= 500 {
			t.Errorf("%s: %+v, want %s", c.query, p, c.code)
		}
	}
}

// TestImportRepair: a ring is closed where that is asked for, and not else.
func TestImportRepair(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	// The last corner lies half a metre from the first.
	const open = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"x","name":"X"},"geometry":{"type":"Polygon","coordinates":
 [[[116.03,39],[116.04,39],[116.04,39.01],[116.03,39.01],[116.03,39.000005]]]}}]}`
	for repair, want := range map[string]float64{"": 0, "&repair=close-ring": 1, "&repair=untangle,close-ring%3D2": 1, "&repair=close-ring%3D0.1": 0} {
		got := d.sends(t, d.keeper, "layer=street&format=geojson&dry_run=true"+repair, open)
		if report, _ := got["report"].(object); got["state"] != "done" || report["accepted"] != want {
			t.Errorf("%s: %v", repair, got)
		}
		d.asks(d.keeper, "DELETE", "/api/v1/imports/"+got["id"].(string), "")
	}
}

// TestImportDrawings: KML and DXF are read as what they are.
func TestImportDrawings(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const kml = `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>X</name>
<ExtendedData><Data name="code"><value>x</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>
116.03,39 116.04,39 116.04,39.01 116.03,39.01 116.03,39</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>`
	got := d.sends(t, d.keeper, "layer=street&format=kml&dry_run=true", kml)
	if report, _ := got["report"].(object); got["state"] != "done" || report["accepted"] != 1.0 || report["format"] != "kml" {
		t.Errorf("%v", got)
	}
	for _, format := range []string{"dxf", "kmz"} {
		got := d.sends(t, d.keeper, "layer=street&dry_run=true&format="+format, "neither")
		if p, _ := got["error"].(object); p["code"] != "bad_file" || strings.Contains(p["detail"].(string), "redsail-import") {
			t.Errorf("%s: %v", format, got)
		}
	}
}

// TestImportTemplates: each kind of table has one, in both forms.
func TestImportTemplates(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	for _, kind := range intake.TableKinds() {
		if text := bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/imports/templates/"+string(kind)+"?headings=en", "")); !strings.Contains(text, "EXAMPLE-1") {
			t.Errorf("%s: %s", kind, text)
		}
		if text := bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/imports/templates/"+string(kind)+"?f=xlsx", "")); !strings.HasPrefix(text, "PK") {
			t.Errorf("%s: no workbook", kind)
		}
		columns := described(t, d, "GET", "/api/v1/imports/templates/{kind}", d.asks(d.keeper, "GET", "/api/v1/imports/templates/"+string(kind)+"?f=json", ""), 200)
		if first, _ := columns["columns"].([]any)[0].(object); first["key"] != "code" || first["zh"] == "" {
			t.Errorf("%s: %v", kind, columns)
		}
	}
}

// TestImportColumnsRefused: a table that is refused for its columns tells how its headings were read, so that
// the right one can be named; a mapping of it is taken then.
func TestImportColumnsRefused(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	for _, c := range []struct{ query, body, heading, other, key string }{
		{"kind=building", "楼宇编码,经度,纬度,户数\nN-1,116.004,39.004,30\n", "楼宇编码", "户数", "households"},
		{"kind=place&layer=police_post", "code,编码,名称,经度,纬度\nN-1,N-1,新站,116.004,39.004\n", "", "名称", "name"},
		{"kind=attributes&layer=street", "code,区域编码,人口\na,a,1234\n", "", "人口", "population"},
		{"kind=person", "code,编码,name\nx,x,y\n", "", "name", "name"},
		{"kind=building", "物业台账\n序,唯一号,幢名,住户总数,东经\n1,N-1,1幢,30,116.004\n", "唯一号", "东经", "lon"}, // no row is known as that of the headings
	} {
		got := d.sends(t, d.keeper, c.query+"&format=csv&dry_run=true", c.body)
		p, _ := got["error"].(object)
		columns, _ := got["columns"].(object)
		if got["state"] != "failed" || !strings.Contains(p["code"].(string)+p["detail"].(string), "unknown_field") || columns[c.other] != c.key {
			t.Errorf("%s: %v", c.query, got)
		}
		if means, has := columns[c.heading]; c.heading != "" && (!has || means != "") {
			t.Errorf("%s: %v", c.query, columns)
		}
		d.asks(d.keeper, "DELETE", "/api/v1/imports/"+got["id"].(string), "")
	}
	if got := d.sends(t, d.keeper, "kind=building&format=csv&dry_run=true&code_field=%E6%A5%BC%E5%AE%87%E7%BC%96%E7%A0%81", "楼宇编码,经度,纬度,户数\nN-1,116.004,39.004,30\n"); got["state"] != "done" || len(got["columns"].(object)) != 0 {
		t.Errorf("%v", got)
	}
}
