"""All pictures except the interactive stage: functions from numbers to Plotly figures, SVG or HTML."""
