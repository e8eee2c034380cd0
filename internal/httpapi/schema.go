package httpapi

import (
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/redsail/redsail/internal/atlas"
	"github.com/redsail/redsail/internal/edit"
)

// schema is a JSON Schema (draft 2020-12); encoding/json writes its keys in order.
type schema map[string]any

// schemas makes schemas of Go types as encoding/json writes them. Structs that have a name
// become components, to which the others refer.
//
// A field is required unless it is left out when empty. The tag `doc` describes a field,
// the tag `enum` lists the words that it, or an item of it, can be.
type schemas struct {
	defs  map[string]schema
	types map[string]reflect.Type // of the components
}

func newSchemas() *schemas {
	return &schemas{defs: map[string]schema{}, types: map[string]reflect.Type{}}
}

// written are types that write themselves, by the type that describes what they write.
var written = map[reflect.Type]reflect.Type{
	reflect.TypeFor[atlas.Border]():   reflect.TypeFor[*atlas.BorderAnswer](),
	reflect.TypeFor[time.Time]():      reflect.TypeFor[string](),
	reflect.TypeFor[edit.Text]():      reflect.TypeFor[*string](),
	reflect.TypeFor[edit.Coords]():    reflect.TypeFor[[]any](),
	reflect.TypeFor[atlas.Coverage](): reflect.TypeFor[*atlas.CoverageAnswer](),
}

func (s *schemas) of(t reflect.Type) schema {
	if as, ok := written[t]; ok {
		t = as
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schema{"anyOf": []schema{s.of(t.Elem()), {"type": "null"}}}
	case reflect.Struct:
		return s.object(t)
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Slice:
		return schema{"type": "array", "items": s.of(t.Elem())}
	case reflect.Array:
		return schema{"type": "array", "items": s.of(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	default:
		return scalar(t.Kind())
	}
}

func scalar(k reflect.Kind) schema {
	switch k {
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Float32, reflect.Float64:
		return schema{"type": "number"}
	case reflect.Int64:
		return schema{"type": "integer", "format": "int64"}
	case reflect.Int, reflect.Int32, reflect.Int16, reflect.Int8:
		return schema{"type": "integer"}
	case reflect.Uint, reflect.Uint64, reflect.Uint32, reflect.Uint16, reflect.Uint8:
		return schema{"type": "integer", "minimum": 0}
	default: // an interface: anything
		return schema{}
	}
}

// object is a struct: a reference where it has a name.
func (s *schemas) object(t reflect.Type) schema {
	name := capital(t.Name())
	if name == "" {
		return s.fields(t)
	}
	if other, taken := s.types[name]; taken && other != t {
		name = capital(path.Base(t.PkgPath())) + name
	}
	if _, known := s.defs[name]; !known {
		s.types[name] = t
		s.defs[name] = schema{} // before its fields: they may lead back to it
		s.defs[name] = s.fields(t)
	}
	return schema{"$ref": "#/components/schemas/" + name}
}

// capital begins a name with a capital letter.
func capital(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

func (s *schemas) fields(t reflect.Type) schema {
	properties, required := schema{}, []string{}
	s.collect(t, properties, &required)
	out := schema{"type": "object", "properties": properties}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// collect adds the fields of a struct, those of embedded ones among them.
func (s *schemas) collect(t reflect.Type, properties schema, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" {
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			s.collect(inner, properties, required)
			continue
		}
		if tag == "" || tag == "-" || !f.IsExported() {
			continue // all our fields that are written have a name
		}
		properties[tag] = s.field(f)
		if !strings.Contains(options, "omit") {
			*required = append(*required, tag)
		}
	}
}

func (s *schemas) field(f reflect.StructField) schema {
	out := s.of(f.Type)
	if words := f.Tag.Get("enum"); words != "" {
		in := out
		if items, ok := out["items"].(schema); ok {
			in = items
		}
		in["enum"] = strings.Split(words, ",")
	}
	if doc := f.Tag.Get("doc"); doc != "" {
		out["description"] = doc
	}
	return out
}
