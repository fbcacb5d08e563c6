import MemoryModel

/// A page that needs nothing else, for reports with pictures.
enum PicturePage {
  /// - Parameter body: elements.
  static func html(title: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(XMLText.escaped(title))</title>
    <style>
    :root { color-scheme: light dark; }
    body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
    pre { font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; overflow-x: auto; }
    figure { margin: 1.5rem 0; overflow-x: auto; }
    figure svg { display: block; }
    figcaption { opacity: 0.75; }
    h2 span { font-size: 0.7em; padding: 0.1em 0.6em; border-radius: 1em; border: 1px solid; }
    .forbidden { color: #1a7f37; } .allowed, .undecided { color: #9a6700; } .race { color: #cf222e; }
    </style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
  }

  static func figure(_ svg: String, caption: String) -> String {
    "<figure>\n\(svg)<figcaption>\(XMLText.escaped(caption))</figcaption>\n</figure>"
  }
}
