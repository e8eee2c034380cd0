// Package web holds the front end: the TypeScript sources and, compiled into
// the binary, what they build to.
//
// The build writes dist/app, which is never committed. What is committed is
// dist/index.html, a placeholder that says that there is no page, so that the
// Go code compiles from a bare checkout without Node.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

//go:embed src/map/look.json
var look []byte

// Look is the table of the look of the map, which the page has too: colours, widths,
// zooms and icons. Callers must not change it.
func Look() []byte { return look }

// Fonts returns the fonts of names on pictures of the map, listed by fonts.json at the
// root, and true; false in a binary built before the page was.
func Fonts() (fs.FS, bool) {
	return fonts(dist)
}

func fonts(tree fs.FS) (fs.FS, bool) {
	if _, err := fs.Stat(tree, "dist/app/fonts.json"); err != nil {
		return nil, false
	}
	return under(tree, "dist/app"), true
}

// Page returns the files of the map page, with index.html at the root, and
// true. In a binary built before the page was, it returns the placeholder, whose
// index.html is marked <meta name="redsail-no-page">, and false.
//
// Every file but index.html lies under assets/ with a hash of its content in its
// name and may be cached for ever.
func Page() (fs.FS, bool) {
	return page(dist)
}

// page picks the built page out of a tree that has dist at its root.
func page(tree fs.FS) (fs.FS, bool) {
	if _, err := fs.Stat(tree, "dist/app/index.html"); err == nil {
		return under(tree, "dist/app"), true
	}
	return under(tree, "dist"), false
}

// under is fs.Sub for a name that is a constant here: its only error is an
// invalid name.
func under(tree fs.FS, dir string) fs.FS {
	sub, err := fs.Sub(tree, dir)
	if err != nil {
		return tree
	}
	return sub
}
