package httpapi

import (
	"embed"
	"net/http"
	"slices"
)

// colours are those of the pages that need no script, light and dark: their sheets begin with
// them.
//
//go:embed colours.css
var colours []byte

// sheet answers with a style sheet of these pages.
func (s *Server) sheet(w http.ResponseWriter, r *http.Request, files *embed.FS, name string) error {
	own, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	c := newRepresentation(contentTypes[".css"], slices.Concat(colours, []byte("\n"), own))
	s.send(w, r, &c)
	return nil
}
