package httpapi

import (
	"net/http"
	"net/url"
	"strings"
)

// ogcForm is a form in which an answer of /ogc can be given: its name in f and its media type.
type ogcForm struct{ name, media string }

// linked is the type as links name it.
func linked(media string) string { return strings.TrimSuffix(media, "; charset=utf-8") }

const (
	htmlType       = "text/html; charset=utf-8"
	jsonSchemaType = "application/schema+json"
	openAPIType    = "application/vnd.oai.openapi+json;version=3.0"
)

var (
	formJSON    = ogcForm{"json", jsonType}
	formGeoJSON = ogcForm{"geojson", geoJSONType}
	formHTML    = ogcForm{"html", htmlType}
	formSchema  = ogcForm{"json", jsonSchemaType}

	documentForms = []ogcForm{formJSON, formHTML}
	itemForms     = []ogcForm{formGeoJSON, formJSON, formHTML}
	schemaForms   = []ogcForm{formSchema, formJSON, formHTML}
)

// negotiate chooses the form: the one that f names, else the one that Accept likes best, the
// first of those that it likes as much. Nothing acceptable is 406.
func negotiate(w http.ResponseWriter, r *http.Request, q url.Values, forms []ogcForm) (ogcForm, error) {
	w.Header().Add("Vary", "Accept")
	if name := q.Get("f"); name != "" {
		for _, f := range forms {
			if f.name == name {
				return f, nil
			}
		}
	}
	header := strings.Join(r.Header.Values("Accept"), ",")
	if strings.TrimSpace(header) == "" {
		return forms[0], nil
	}
	best, liked := ogcForm{}, 0
	for _, f := range forms {
		if v := acceptance(header, f.media); v > liked {
			best, liked = f, v
		}
	}
	if liked == 0 {
		var media []string
		for _, f := range forms {
			media = append(media, f.media)
		}
		return best, &badParameter{name: "Accept", code: "not_acceptable", msg: "this address answers with " + strings.Join(media, ", ")}
	}
	return best, nil
}

// acceptance is the weight that an Accept header gives a media type: that of the most exact
// range that holds it; 0 = none does. Parameters but q are not looked at.
func acceptance(header, media string) int {
	media, _, _ = strings.Cut(media, ";")
	major, _, _ := strings.Cut(media, "/")
	exact, weighs := 0, 0
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		level := 0
		switch strings.ToLower(strings.TrimSpace(name)) {
		case media:
			level = 3
		case major + "/*":
			level = 2
		case "*/*":
			level = 1
		}
		if level > exact {
			exact, weighs = level, quality(params)
		}
	}
	return weighs
}
