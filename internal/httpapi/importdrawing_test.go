package httpapi_test

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/httpapi"
)

// smallDrawing is a drawing of two closed polylines on layer G, one that is open on AXIS, and a text on T.
func smallDrawing() string {
	var b strings.Builder
	b.WriteString("0\nSECTION\n2\nENTITIES\n")
	for _, p := range []struct{ layer, closed string }{{"G", "1"}, {"G", "1"}, {"AXIS", "0"}} {
		b.WriteString("0\nLWPOLYLINE\n8\n" + p.layer + "\n70\n" + p.closed + "\n10\n0\n20\n0\n10\n9\n20\n0\n10\n9\n20\n9\n")
	}
	return b.String() + "0\nTEXT\n8\nT\n10\n1\n20\n1\n1\nA1\n0\nENDSEC\n0\nEOF\n"
}

// TestDrawingLayers: what a drawing holds is told before anything is asked of it, and nothing of it is kept; a file that is none is named.
func TestDrawingLayers(t *testing.T) {
	d := keeperDesk(t, nil)
	t.Cleanup(d.handler.(*httpapi.Server).Stop)
	const at = "/api/v1/imports/drawing"
	text := bodyOf(t, d.asks(d.keeper, "POST", at, smallDrawing()))
	if strings.TrimSpace(text) != `{"layers":[{"name":"G","closed":2,"open":0,"texts":0},{"name":"AXIS","closed":0,"open":1,"texts":0},{"name":"T","closed":0,"open":0,"texts":1}],"more":0}` {
		t.Error(text)
	}
	described(t, d, "POST", at, d.asks(d.keeper, "POST", at, smallDrawing()), 200)
	for range 5 { // more than an account may have waiting
		bad := d.asks(d.keeper, "POST", at, "0\nSECTION\n2\nENTITIES\n")
		if p := problemOf(t, bad); bad.StatusCode != 400 || p.Code != "bad_file" || !strings.HasPrefix(p.Detail, "truncated: the file") {
			t.Errorf("%d %+v", bad.StatusCode, p)
		}
	}
	if strings.Contains(bodyOf(t, d.asks(d.keeper, "GET", "/api/v1/imports", "")), `"id"`) {
		t.Error("it was kept")
	}
}
