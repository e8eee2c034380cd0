package httpapi_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

const addressHead = "address_level,address_match,address_lon,address_lat,district_code,street_code,park_code,revision,error\n"

// TestAddress: one address, in the form that the table describes.
func TestAddress(t *testing.T) {
	d := newDesk(t, nil, nil)
	const at = "/api/v1/addresses"
	v := described(t, d, "POST", at, d.send(at, `{"address":"柳舟路１號一棟2单元301室"}`), 200)
	if v["outcome"] != "found" || v["level"] != "building" {
		t.Fatalf("%v", v)
	}
	first := v["candidates"].([]any)[0].(object)
	if first["code"] != "h1" || first["kind"] != "building" || first["score"] != 1.0 {
		t.Errorf("%v", first)
	}
	if len(v["dropped"].([]any)) != 2 {
		t.Errorf("dropped %v; unit and room are to be told", v["dropped"])
	}
	if v := described(t, d, "POST", at, d.send(at, `{"address":"北京市朝阳区建国路93号","limit":1}`), 200); v["outcome"] != "none" || v["level"] != "none" {
		t.Errorf("an address of another city: %v", v)
	}
	for body, code := range map[string]string{
		`{"address":"  "}`: "missing_address", `{}`: "missing_parameter", `{"address":"` + strings.Repeat("路", 201) + `"}`: "address_too_long",
		`{"address":"柳舟路","limit":11}`: "out_of_range", `{"text":"柳舟路"}`: "unknown_parameter",
	} {
		r := d.send(at, body)
		if text := bodyOf(t, r); r.StatusCode != 400 || !strings.Contains(text, `"`+code+`"`) || strings.Contains(text, "柳舟路") {
			t.Errorf("%s: %d %s; it should be %s and repeat nothing", body, r.StatusCode, text, code)
		}
	}
}

// TestAddressesInBulk: each line is answered in order, whatever is in it.
func TestAddressesInBulk(t *testing.T) {
	srv := bulkServer(t, newDesk(t, nil, nil))
	ask := func(query, media, body string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/api/v1/addresses"+query, io.MultiReader(strings.NewReader(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", media)
		res, err := srv.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode, bodyOf(t, res)
	}
	for _, c := range []struct{ query, media, in, out string }{
		{"", "text/csv", "id,address\n1,柳舟路1号1栋\n\n2,\n3,不知巷9号\n4,\"柳舟路, 1号\n1栋\"\n", "id,address," + addressHead +
			"1,柳舟路1号1栋,building,柳舟路1号1栋,116.0015,39.0015,d,a,,2,\n\n2,,none,,,,,,,,missing_address\n3,不知巷9号,none,,,,,,,,unknown_address\n" +
			"4,\"柳舟路, 1号\n1栋\",building,柳舟路1号1栋,116.0015,39.0015,d,a,,2,\n"},
		{"?address_field=dz&prefix=p_&columns=border", "text/csv", "error;dz\n;不知巷\n", "error;dz;p_" + strings.ReplaceAll(strings.TrimSuffix(strings.Replace(addressHead, "park_code,", "park_code,border_m,", 1), "\n"), ",", ";p_") + "\n;不知巷;none;;;;;;;;;unknown_address\n"},
		{"", ndjson, `{"id":[1],"address":"柳舟路1号1栋"}` + "\n" + `{"lon":1}` + "\n{\n", `{"id":[1],"address_level":"building","address_match":"柳舟路1号1栋","address_lon":116.0015,"address_lat":39.0015,"district_code":"d","street_code":"a","park_code":"","revision":2,"error":""}` + "\n" +
			noAddress("unknown_member") + noAddress("bad_json")},
	} {
		if status, got := ask(c.query, c.media, c.in); status != 200 || got != c.out {
			t.Errorf("%s %s: %d\ngot  %q\nwant %q", c.query, c.media, status, got, c.out)
		}
	}
	for query, code := range map[string]string{"?address_field=x": "unknown_field", "?lon_field=lon": "unknown_parameter", "?crs=gcj02": "unknown_parameter"} {
		if status, got := ask(query, "text/csv", "address\n柳舟路\n"); status != 400 || !strings.Contains(got, code) {
			t.Errorf("%s: %d %s; it should be %s", query, status, got, code)
		}
	}
	if status, got := ask("?address_field=x", ndjson, "{}"); status != 400 || !strings.Contains(got, "address_field") {
		t.Errorf("address_field of NDJSON: %d %s", status, got)
	}
}

func noAddress(problem string) string {
	return `{"id":null,"address_level":"none","address_match":"","address_lon":null,"address_lat":null,"district_code":"","street_code":"","park_code":"","revision":2,"error":"` + problem + `"}` + "\n"
}

// TestAddressUnopened: a stranger's address leads only to what is open.
func TestAddressUnopened(t *testing.T) {
	d, _ := openedDesk(t, "street")
	for _, text := range []string{canary + "路1号", canary + "楼", canary + "警务室", canary + "名", "柳舟路1号1栋"} {
		r := d.ask("POST", "/api/v1/addresses", `{"address":"`+text+`"}`)
		got := bodyOf(t, r)
		if r.StatusCode != 200 || !strings.Contains(got, `"outcome":"none"`) || !strings.Contains(got, `"candidates":[]`) {
			t.Errorf("%d %s", r.StatusCode, strings.ReplaceAll(got, canary, "CANARY"))
		}
	}
	d.open("building")
	if got := bodyOf(t, d.ask("POST", "/api/v1/addresses", `{"address":"柳舟路1号1栋"}`)); !strings.Contains(got, `"level":"building"`) || strings.Contains(got, "household") {
		t.Errorf("with buildings open: %s", got)
	}
}
