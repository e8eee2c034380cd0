package httpapi

import (
	"net/http"
	"net/url"

	"github.com/redsail/redsail/geo/cql2"
	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/city"
)

// ogcQueryables is a JSON Schema of what filters, sortby and parameters can name.
type ogcQueryables struct {
	Schema               string         `json:"$schema"`
	ID                   string         `json:"$id"`
	Type                 string         `json:"type" enum:"object"`
	Title                string         `json:"title"`
	Properties           map[string]any `json:"properties"`
	AdditionalProperties bool           `json:"additionalProperties"`
}

// propertySchema says what a property is.
func (a *ogcAnswer) propertySchema(c *atlas.Collection, col *atlas.FeatureColumn) schema {
	out := schema{"title": a.say(col.Title)}
	switch col.Type {
	case cql2.Geometry:
		forms := map[city.RecordKind]string{city.KindArea: "multipolygon", city.KindBuilding: "any", city.KindLine: "multilinestring", city.KindPlace: "point"}
		out["x-ogc-role"], out["format"] = "primary-geometry", "geometry-"+forms[c.Kind]
	case cql2.Number:
		out["type"] = "number"
		if col.Whole {
			out["type"] = "integer"
		}
	case cql2.Date:
		out["type"], out["format"] = "string", "date"
	default:
		out["type"] = "string"
		if len(col.Enum) > 0 {
			out["enum"] = col.Enum
		}
	}
	return out
}

func (s *Server) ogcQueryables(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, schemaForms)
	if err != nil {
		return err
	}
	c, err := a.pic.Collection(segment(r, "collection"))
	if err != nil {
		return err
	}
	doc := ogcQueryables{
		Schema: "https://json-schema.org/draft/2020-12/schema", ID: a.base() + "/collections/" + url.PathEscape(c.Key) + "/queryables",
		Type: "object", Title: a.say(c.Name), Properties: map[string]any{},
	}
	for i := range c.Columns {
		doc.Properties[c.Columns[i].Name] = a.propertySchema(c, &c.Columns[i])
	}
	return a.document(doc, func() *ogcPage {
		sec := ogcSection{Head: []string{a.t("属性", "Property"), a.t("类型", "Type"), a.t("含义", "Meaning")}}
		for i := range c.Columns {
			sec.Rows = append(sec.Rows, []ogcCell{{Text: c.Columns[i].Name}, {Text: c.Columns[i].Type.String()}, {Text: a.say(c.Columns[i].Title)}})
		}
		return &ogcPage{
			Title: a.say(c.Name) + " · " + a.t("可查询的属性", "Queryables"), Crumbs: a.crumbs(c),
			Lead:     a.t("可用于 filter（CQL2）、sortby，也可直接作为参数名。", "For filter (CQL2) and sortby, and as names of parameters."),
			Sections: []ogcSection{sec},
		}
	})
}

// ogcAPI is the description of what is under /ogc, as OpenAPI 3.0: the rows of the table, and
// for each collection the properties that its features can be asked by.
func (s *Server) ogcAPI(w http.ResponseWriter, r *http.Request, q url.Values) error {
	a, err := s.ogcCall(w, r, q, []ogcForm{{"json", openAPIType}, {"json", jsonType}})
	if err != nil {
		return err
	}
	doc, err := openAPI30(s.table, a)
	if err != nil {
		return err
	}
	return a.send(a.form.media, encode(doc))
}
