package httpapi_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestBulkIsDescribed: the lines of both forms, sent and answered, have a description with an
// example, and real lines are as the description of a line says.
func TestBulkIsDescribed(t *testing.T) {
	d := newDesk(t, nil, nil)
	srv, doc := bulkServer(t, d), openAPI(t, d)
	op := at(t, doc, "paths", "/api/v1/locate", "post")
	sent, answered := at(t, op, "requestBody", "content"), at(t, op, "responses", "200", "content")
	for _, media := range []string{ndjson, "text/csv"} {
		for way, content := range map[string]any{"sent": sent, "answered": answered} {
			says, _ := at(t, content, media, "schema", "description").(string)
			zh, _ := at(t, content, media, "schema", "x-description-zh").(string)
			example, _ := at(t, content, media, "example").(string)
			if at(t, content, media, "schema", "type") != "string" || len(says) < 50 || zh == "" || zh == says || !strings.HasSuffix(example, "\n") {
				t.Errorf("%s, %s: %v", media, way, at(t, content, media))
			}
		}
		// The example that is sent can be read, and its answer has the members of the other.
		answerOf(t, srv, "?columns=all", media, at(t, sent, media, "example").(string))
	}
	j := &judge{t: t, doc: doc}
	line := anyID(t, at(t, answered, ndjson, "x-itemSchema").(object))
	texts := answerOf(t, srv, "?columns=all", ndjson, `{"lon":116.003,"lat":39.003,"id":1}`+"\n"+`{"lon":116.003}`) +
		answerOf(t, srv, "", ndjson, `{"lon":116.003,"lat":39.003,"id":"x"}`) + at(t, answered, ndjson, "example").(string)
	for text := range strings.Lines(texts) {
		var v object
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		j.check("answer", line, v)
	}
	line = anyID(t, at(t, sent, ndjson, "x-itemSchema").(object))
	for text := range strings.Lines(at(t, sent, ndjson, "example").(string)) {
		var v object
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		j.check("sent", line, v)
	}
}

// anyID tells the judge that an id may be anything.
func anyID(t testing.TB, line object) object {
	t.Helper()
	properties := at(t, line, "properties").(object)
	if id := at(t, properties, "id").(object); id["type"] != nil || id["description"] == "" {
		t.Errorf("id: %v", id)
	}
	properties["id"] = object{}
	return line
}

// answerOf posts lines that are answered.
func answerOf(t testing.TB, srv *httptest.Server, query, media, lines string) string {
	t.Helper()
	r := send(t, srv, query, media, strings.NewReader(lines))
	text := bodyOf(t, r)
	if r.StatusCode != 200 || strings.Contains(text, "bad_json") || strings.Contains(text, "unknown_member") {
		t.Errorf("%s: %d %s", media, r.StatusCode, text)
	}
	return text
}

// TestSwappedPosition: a latitude first is told, without the numbers.
func TestSwappedPosition(t *testing.T) {
	d := newDesk(t, nil, nil)
	const hint = "the longitude comes first"
	for query, told := range map[string]bool{
		"lon=39.00312&lat=116.00312": true, "lon=39.00312&lat=-116.00312": true, "lon=39.00312&lat=116.00312&crs=gcj02": true,
		"lon=116.00312&lat=116.00312": false, "lon=39.00312&lat=216.00312": false, "lon=216.00312&lat=39.00312": false,
	} {
		p := problemOf(t, d.ask("GET", "/api/v1/locate?"+query, ""))
		if p.Status != 400 || p.Code != "out_of_range" || strings.Contains(p.Detail, hint) != told || strings.Contains(p.Detail, "00312") {
			t.Errorf("%s: %+v", query, p)
		}
	}
	p := problemOf(t, d.ask("POST", "/api/v1/locate", `{"lon":39.00312,"lat":116.00312}`))
	if p.Code != "out_of_range" || p.Parameter != "lat" || !strings.Contains(p.Detail, hint) {
		t.Errorf("%+v", p)
	}
}
