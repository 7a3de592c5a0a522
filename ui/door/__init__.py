"""The door: everything between the network and Streamlit.

Who may come in, how much one visitor may ask for, what the browser may do, what is said when the class is full; and
what the installation says of itself: its health, its figures and its diary. Nothing here knows what the pages show.
"""
